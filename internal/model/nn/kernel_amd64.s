#include "textflag.h"

#include "const_amd64.h"

// SIGMOID replaces R by 1/(1+exp(-R)); T and P are lost.
#define SIGMOID(R, T, P) \
	VMULPS      nlog2e<>(SB), R, R \
	VMINPS      high<>(SB), R, R   \
	VMAXPS      low<>(SB), R, R    \
	VROUNDPS    $8, R, T           \
	VSUBPS      T, R, R            \
	VCVTPS2DQ   T, T               \
	VPSLLD      $23, T, T          \
	VMOVUPS     p5<>(SB), P        \
	VFMADD213PS p4<>(SB), R, P     \
	VFMADD213PS p3<>(SB), R, P     \
	VFMADD213PS p2<>(SB), R, P     \
	VFMADD213PS p1<>(SB), R, P     \
	VFMADD213PS one<>(SB), R, P    \
	VPADDD      T, P, P            \
	VADDPS      one<>(SB), P, P    \
	VMOVUPS     one<>(SB), R       \
	VDIVPS      P, R, R

// func tile4x16(k int, a *float32, ars, acs uintptr, b *float32, ldb uintptr, c *float32, ldc uintptr)
TEXT ·tile4x16(SB), NOSPLIT, $0-64
	MOVQ    k+0(FP), CX
	MOVQ    a+8(FP), SI
	MOVQ    ars+16(FP), R8
	MOVQ    acs+24(FP), R9
	MOVQ    b+32(FP), DI
	MOVQ    ldb+40(FP), R10
	MOVQ    c+48(FP), DX
	MOVQ    ldc+56(FP), R11
	LEAQ    (SI)(R8*2), R12
	LEAQ    (DX)(R11*2), R13
	VMOVUPS (DX), Y0
	VMOVUPS 32(DX), Y1
	VMOVUPS (DX)(R11*1), Y2
	VMOVUPS 32(DX)(R11*1), Y3
	VMOVUPS (R13), Y4
	VMOVUPS 32(R13), Y5
	VMOVUPS (R13)(R11*1), Y6
	VMOVUPS 32(R13)(R11*1), Y7
	TESTQ   CX, CX
	JZ      store

loop:
	VMOVUPS      (DI), Y8
	VMOVUPS      32(DI), Y9
	VBROADCASTSS (SI), Y10
	VBROADCASTSS (SI)(R8*1), Y11
	VBROADCASTSS (R12), Y12
	VBROADCASTSS (R12)(R8*1), Y13
	VFMADD231PS  Y8, Y10, Y0
	VFMADD231PS  Y9, Y10, Y1
	VFMADD231PS  Y8, Y11, Y2
	VFMADD231PS  Y9, Y11, Y3
	VFMADD231PS  Y8, Y12, Y4
	VFMADD231PS  Y9, Y12, Y5
	VFMADD231PS  Y8, Y13, Y6
	VFMADD231PS  Y9, Y13, Y7
	ADDQ         R10, DI
	ADDQ         R9, SI
	ADDQ         R9, R12
	DECQ         CX
	JNZ          loop

store:
	VMOVUPS Y0, (DX)
	VMOVUPS Y1, 32(DX)
	VMOVUPS Y2, (DX)(R11*1)
	VMOVUPS Y3, 32(DX)(R11*1)
	VMOVUPS Y4, (R13)
	VMOVUPS Y5, 32(R13)
	VMOVUPS Y6, (R13)(R11*1)
	VMOVUPS Y7, 32(R13)(R11*1)
	VZEROUPPER
	RET

// func unitStep(s *unitArgs, n int)
TEXT ·unitStep(SB), NOSPLIT, $0-16
	MOVQ s+0(FP), AX
	MOVQ n+8(FP), CX
	MOVQ 0(AX), R8   // z
	MOVQ 8(AX), R9   // f
	MOVQ 16(AX), R10 // r
	MOVQ 24(AX), R11 // vf
	MOVQ 32(AX), R12 // vr
	MOVQ 40(AX), R13 // before
	MOVQ 48(AX), DI  // c
	MOVQ 56(AX), SI  // x
	MOVQ 64(AX), DX  // y
	XORQ BX, BX

unit:
	VMOVUPS     (R13)(BX*4), Y0
	VMOVUPS     (R9)(BX*4), Y1
	VMOVUPS     (R10)(BX*4), Y2
	VMOVUPS     (R11)(BX*4), Y3
	VMOVUPS     (R12)(BX*4), Y4
	VFMADD231PS Y0, Y3, Y1
	VFMADD231PS Y0, Y4, Y2
	SIGMOID(Y1, Y5, Y6)
	SIGMOID(Y2, Y7, Y8)
	VMOVUPS     Y1, (R9)(BX*4)
	VMOVUPS     Y2, (R10)(BX*4)
	VMOVUPS     (R8)(BX*4), Y9
	VSUBPS      Y9, Y0, Y0
	VFMADD213PS Y9, Y1, Y0           // c = z + f(before - z)
	VMOVUPS     Y0, (DI)(BX*4)
	VMOVUPS     (SI)(BX*4), Y10
	VSUBPS      Y10, Y0, Y0
	VFMADD213PS Y10, Y2, Y0          // y = x + r(c - x)
	VMOVUPS     Y0, (DX)(BX*4)
	ADDQ        $8, BX
	CMPQ        BX, CX
	JLT         unit
	VZEROUPPER
	RET

// func unitBack(s *unitArgs, n int)
TEXT ·unitBack(SB), NOSPLIT, $0-16
	MOVQ s+0(FP), AX
	MOVQ n+8(FP), CX
	XORQ BX, BX

back:
	MOVQ        8(AX), R9
	MOVQ        16(AX), R10
	MOVQ        40(AX), R13
	MOVQ        48(AX), DI
	MOVQ        56(AX), SI
	MOVQ        64(AX), DX
	MOVQ        72(AX), R8
	VMOVUPS     (R9)(BX*4), Y1       // f
	VMOVUPS     (R10)(BX*4), Y2      // r
	VMOVUPS     (R13)(BX*4), Y0      // before
	VMOVUPS     (DI)(BX*4), Y3       // c
	VMOVUPS     (SI)(BX*4), Y4       // x
	VMOVUPS     (DX)(BX*4), Y5       // dy
	VMOVUPS     (R8)(BX*4), Y6       // carry
	VMOVUPS     one<>(SB), Y15
	VFMADD231PS Y5, Y2, Y6           // dc = carry + dy r
	VSUBPS      Y4, Y3, Y7
	VMULPS      Y5, Y7, Y7           // dr = dy (c - x)
	VSUBPS      Y2, Y15, Y8          // 1 - r
	MOVQ        80(AX), R11
	VMOVUPS     (R11)(BX*4), Y9
	VFMADD231PS Y5, Y8, Y9
	VMOVUPS     Y9, (R11)(BX*4)      // dx += dy (1 - r)
	VMULPS      Y2, Y8, Y8
	VMULPS      Y8, Y7, Y7           // dr r (1 - r)
	MOVQ        0(AX), R12
	VMOVUPS     (R12)(BX*4), Y9      // z
	VSUBPS      Y9, Y0, Y9
	VMULPS      Y6, Y9, Y9           // df = dc (before - z)
	VSUBPS      Y1, Y15, Y10         // 1 - f
	VMULPS      Y6, Y10, Y11         // dz
	VMULPS      Y1, Y10, Y10
	VMULPS      Y10, Y9, Y9          // df f (1 - f)
	VMOVUPS     Y11, (R12)(BX*4)
	VMULPS      Y1, Y6, Y6           // carry = dc f
	VMOVUPS     Y9, (R9)(BX*4)
	VMOVUPS     Y7, (R10)(BX*4)
	MOVQ        24(AX), R11
	MOVQ        32(AX), R12
	VMOVUPS     (R11)(BX*4), Y12
	VMOVUPS     (R12)(BX*4), Y13
	VFMADD231PS Y12, Y9, Y6
	VFMADD231PS Y13, Y7, Y6
	VMOVUPS     Y6, (R8)(BX*4)
	MOVQ        88(AX), R11
	MOVQ        96(AX), R12
	VMOVUPS     (R11)(BX*4), Y12
	VMOVUPS     (R12)(BX*4), Y13
	VFMADD231PS Y9, Y0, Y12
	VFMADD231PS Y7, Y0, Y13
	VMOVUPS     Y12, (R11)(BX*4)
	VMOVUPS     Y13, (R12)(BX*4)
	ADDQ        $8, BX
	CMPQ        BX, CX
	JLT         back
	VZEROUPPER
	RET

// func adamStep(n int, w, grad, m, v *float32, rate, keep1, keep2, eps float32)
TEXT ·adamStep(SB), NOSPLIT, $0-56
	MOVQ         n+0(FP), CX
	MOVQ         w+8(FP), DI
	MOVQ         grad+16(FP), SI
	MOVQ         m+24(FP), R8
	MOVQ         v+32(FP), R9
	VBROADCASTSS rate+40(FP), Y10
	VBROADCASTSS keep1+44(FP), Y11
	VBROADCASTSS keep2+48(FP), Y12
	VBROADCASTSS eps+52(FP), Y13
	XORQ         BX, BX

adam:
	VMOVUPS      (SI)(BX*4), Y0
	VMOVUPS      (R8)(BX*4), Y1
	VMOVUPS      (R9)(BX*4), Y2
	VMOVUPS      (DI)(BX*4), Y3
	VSUBPS       Y0, Y1, Y1
	VFMADD213PS  Y0, Y11, Y1         // m = g + keep1 (m - g)
	VMULPS       Y0, Y0, Y0
	VSUBPS       Y0, Y2, Y2
	VFMADD213PS  Y0, Y12, Y2
	VMOVUPS      Y1, (R8)(BX*4)
	VMOVUPS      Y2, (R9)(BX*4)
	VSQRTPS      Y2, Y2
	VADDPS       Y13, Y2, Y2
	VDIVPS       Y2, Y1, Y1
	VFNMADD231PS Y10, Y1, Y3
	VMOVUPS      Y3, (DI)(BX*4)
	ADDQ         $8, BX
	CMPQ         BX, CX
	JLT          adam
	VZEROUPPER
	RET

// func addScaled(n int, y, x *float32, s float32)
TEXT ·addScaled(SB), NOSPLIT, $0-28
	MOVQ         n+0(FP), CX
	MOVQ         y+8(FP), DI
	MOVQ         x+16(FP), SI
	VBROADCASTSS s+24(FP), Y2
	XORQ         BX, BX

add:
	VMOVUPS     (SI)(BX*4), Y0
	VMOVUPS     (DI)(BX*4), Y1
	VFMADD231PS Y0, Y2, Y1
	VMOVUPS     Y1, (DI)(BX*4)
	ADDQ        $8, BX
	CMPQ        BX, CX
	JLT         add
	VZEROUPPER
	RET

// func addBytes(n int, y *float32, x *int8, s float32)
TEXT ·addBytes(SB), NOSPLIT, $0-28
	MOVQ         n+0(FP), CX
	MOVQ         y+8(FP), DI
	MOVQ         x+16(FP), SI
	VBROADCASTSS s+24(FP), Y2
	XORQ         BX, BX

bytes:
	VPMOVSXBD   (SI)(BX*1), Y0
	VCVTDQ2PS   Y0, Y0
	VMOVUPS     (DI)(BX*4), Y1
	VFMADD231PS Y0, Y2, Y1
	VMOVUPS     Y1, (DI)(BX*4)
	ADDQ        $8, BX
	CMPQ        BX, CX
	JLT         bytes
	VZEROUPPER
	RET

// func addRows(n int, y *float32, rows *int32, data, scales *byte, cols int)
TEXT ·addRows(SB), NOSPLIT, $0-48
	MOVQ n+0(FP), CX
	MOVQ y+8(FP), DI
	MOVQ rows+16(FP), SI
	MOVQ data+24(FP), R8
	MOVQ scales+32(FP), R9
	MOVQ cols+40(FP), R10
	XORQ R11, R11

columns:
	VMOVUPS (DI)(R11*4), Y0
	VMOVUPS 32(DI)(R11*4), Y1
	VMOVUPS 64(DI)(R11*4), Y2
	VMOVUPS 96(DI)(R11*4), Y3
	LEAQ    (R8)(R11*1), R12
	XORQ    BX, BX

row:
	MOVLQSX      (SI)(BX*4), AX
	VBROADCASTSS (R9)(AX*4), Y4
	IMULQ        R10, AX
	VPMOVSXBD    (R12)(AX*1), Y5
	VPMOVSXBD    8(R12)(AX*1), Y6
	VPMOVSXBD    16(R12)(AX*1), Y7
	VPMOVSXBD    24(R12)(AX*1), Y8
	VCVTDQ2PS    Y5, Y5
	VCVTDQ2PS    Y6, Y6
	VCVTDQ2PS    Y7, Y7
	VCVTDQ2PS    Y8, Y8
	VFMADD231PS  Y5, Y4, Y0
	VFMADD231PS  Y6, Y4, Y1
	VFMADD231PS  Y7, Y4, Y2
	VFMADD231PS  Y8, Y4, Y3
	INCQ         BX
	CMPQ         BX, CX
	JLT          row
	VMOVUPS      Y0, (DI)(R11*4)
	VMOVUPS      Y1, 32(DI)(R11*4)
	VMOVUPS      Y2, 64(DI)(R11*4)
	VMOVUPS      Y3, 96(DI)(R11*4)
	ADDQ         $32, R11
	CMPQ         R11, R10
	JLT          columns
	VZEROUPPER
	RET

// func fetchRows(n int, rows *int32, data, scales *byte, cols int)
TEXT ·fetchRows(SB), NOSPLIT, $0-40
	MOVQ n+0(FP), CX
	MOVQ rows+8(FP), SI
	MOVQ data+16(FP), R8
	MOVQ scales+24(FP), R9
	MOVQ cols+32(FP), R10
	LEAQ -1(R8)(R10*1), R11
	XORQ BX, BX

fetch:
	MOVLQSX    (SI)(BX*4), AX
	PREFETCHT0 (R9)(AX*4)
	IMULQ      R10, AX
	PREFETCHT0 (R8)(AX*1)
	PREFETCHT0 64(R8)(AX*1)
	PREFETCHT0 (R11)(AX*1)
	INCQ       BX
	CMPQ       BX, CX
	JLT        fetch
	RET

// COLUMN adds a column of eight rows to the sums Y8 and its squares to Y9.
#define COLUMN(C, T) \
	VMULPS C, C, T   \
	VADDPS C, Y8, Y8 \
	VADDPS T, Y9, Y9

// func sums8(n int, x *float32, ldx uintptr, sums, squares *[8]float32)
TEXT ·sums8(SB), NOSPLIT, $0-40
	MOVQ   n+0(FP), CX
	MOVQ   x+8(FP), SI
	MOVQ   ldx+16(FP), R8
	LEAQ   (R8)(R8*2), R9
	LEAQ   (SI)(R8*4), DI
	VXORPS Y8, Y8, Y8
	VXORPS Y9, Y9, Y9

four:
	VMOVUPS     (SI), X0
	VMOVUPS     (SI)(R8*1), X1
	VMOVUPS     (SI)(R8*2), X2
	VMOVUPS     (SI)(R9*1), X3
	VINSERTF128 $1, (DI), Y0, Y0
	VINSERTF128 $1, (DI)(R8*1), Y1, Y1
	VINSERTF128 $1, (DI)(R8*2), Y2, Y2
	VINSERTF128 $1, (DI)(R9*1), Y3, Y3
	VUNPCKLPS   Y1, Y0, Y4
	VUNPCKLPS   Y3, Y2, Y5
	VUNPCKHPS   Y1, Y0, Y6
	VUNPCKHPS   Y3, Y2, Y7
	VUNPCKLPD   Y5, Y4, Y0
	VUNPCKHPD   Y5, Y4, Y1
	VUNPCKLPD   Y7, Y6, Y2
	VUNPCKHPD   Y7, Y6, Y3
	COLUMN(Y0, Y10)
	COLUMN(Y1, Y11)
	COLUMN(Y2, Y12)
	COLUMN(Y3, Y13)
	ADDQ        $16, SI
	ADDQ        $16, DI
	SUBQ        $4, CX
	JG          four
	MOVQ        sums+24(FP), AX
	MOVQ        squares+32(FP), BX
	VMOVUPS     Y8, (AX)
	VMOVUPS     Y9, (BX)
	VZEROUPPER
	RET

// func normRow(n int, x, y, gain, bias *float32, mean, s float32)
TEXT ·normRow(SB), NOSPLIT, $0-48
	MOVQ         n+0(FP), CX
	MOVQ         x+8(FP), SI
	MOVQ         y+16(FP), DI
	MOVQ         gain+24(FP), R8
	MOVQ         bias+32(FP), R9
	VBROADCASTSS mean+40(FP), Y4
	VBROADCASTSS s+44(FP), Y5
	XORQ         BX, BX

norm:
	VMOVUPS (SI)(BX*4), Y0
	VSUBPS  Y4, Y0, Y0
	VMULPS  Y5, Y0, Y0
	VMOVUPS Y0, (SI)(BX*4)
	VMULPS  (R8)(BX*4), Y0, Y0
	VADDPS  (R9)(BX*4), Y0, Y0
	VMOVUPS Y0, (DI)(BX*4)
	ADDQ    $8, BX
	CMPQ    BX, CX
	JLT     norm
	VZEROUPPER
	RET

// func leaky(n int, x *float32, s float32)
TEXT ·leaky(SB), NOSPLIT, $0-20
	MOVQ         n+0(FP), CX
	MOVQ         x+8(FP), DI
	VBROADCASTSS s+16(FP), Y2
	XORQ         BX, BX

leak:
	VMOVUPS (DI)(BX*4), Y0
	VMULPS  Y0, Y2, Y1
	VMAXPS  Y0, Y1, Y0
	VMOVUPS Y0, (DI)(BX*4)
	ADDQ    $8, BX
	CMPQ    BX, CX
	JLT     leak
	VZEROUPPER
	RET
