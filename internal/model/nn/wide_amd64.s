#include "textflag.h"

#include "const_amd64.h"

// The kernels here need AVX-512. A tile starts from a row of b0, the bias, and
// adds the products in the order of k, each in one step, as tile4x16 does: the
// results are the same to the last bit.

// BEGIN finds the places of a tile of eight rows: SI, R12 and R13 are rows 0, 3
// and 6 of a, R10 is the length of a panel of b.
#define BEGIN \
	MOVQ k+0(FP), CX      \
	MOVQ a+8(FP), SI      \
	MOVQ lda+16(FP), R8   \
	MOVQ b+24(FP), DI     \
	MOVQ b0+32(FP), BX    \
	MOVQ c+40(FP), DX     \
	MOVQ ldc+48(FP), R11  \
	LEAQ (R8)(R8*2), R9   \
	LEAQ (SI)(R9*1), R12  \
	LEAQ (R12)(R9*1), R13 \
	MOVQ CX, R10          \
	SHLQ $6, R10

#define STORE2(A, B) \
	VMOVUPS A, (DX)   \
	VMOVUPS B, 64(DX) \
	ADDQ    R11, DX

#define STORE1(A) \
	VMOVUPS A, (DX) \
	ADDQ    R11, DX

// ROW2 and ROW1 add a number of a times a row of b.
#define ROW2(AT, A, B, T) \
	VBROADCASTSS AT, T      \
	VFMADD231PS  Z16, T, A  \
	VFMADD231PS  Z17, T, B

#define ROW1(AT, A, T) \
	VBROADCASTSS AT, T     \
	VFMADD231PS  Z16, T, A

// func tile8x32(k int, a *float32, lda uintptr, b, b0, c *float32, ldc uintptr)
TEXT ·tile8x32(SB), NOSPLIT, $0-56
	BEGIN
	VMOVUPS (BX), Z0
	VMOVUPS 64(BX), Z1
	VMOVAPS Z0, Z2
	VMOVAPS Z1, Z3
	VMOVAPS Z0, Z4
	VMOVAPS Z1, Z5
	VMOVAPS Z0, Z6
	VMOVAPS Z1, Z7
	VMOVAPS Z0, Z8
	VMOVAPS Z1, Z9
	VMOVAPS Z0, Z10
	VMOVAPS Z1, Z11
	VMOVAPS Z0, Z12
	VMOVAPS Z1, Z13
	VMOVAPS Z0, Z14
	VMOVAPS Z1, Z15

loop:
	VMOVUPS (DI), Z16
	VMOVUPS (DI)(R10*1), Z17
	ROW2((SI), Z0, Z1, Z18)
	ROW2((SI)(R8*1), Z2, Z3, Z19)
	ROW2((SI)(R8*2), Z4, Z5, Z20)
	ROW2((R12), Z6, Z7, Z21)
	ROW2((SI)(R8*4), Z8, Z9, Z22)
	ROW2((R12)(R8*2), Z10, Z11, Z23)
	ROW2((R13), Z12, Z13, Z24)
	ROW2((R12)(R8*4), Z14, Z15, Z25)
	ADDQ    $64, DI
	ADDQ    $4, SI
	ADDQ    $4, R12
	ADDQ    $4, R13
	DECQ    CX
	JNZ     loop
	STORE2(Z0, Z1)
	STORE2(Z2, Z3)
	STORE2(Z4, Z5)
	STORE2(Z6, Z7)
	STORE2(Z8, Z9)
	STORE2(Z10, Z11)
	STORE2(Z12, Z13)
	STORE2(Z14, Z15)
	VZEROUPPER
	RET

// func tile4x32(k int, a *float32, lda uintptr, b, b0, c *float32, ldc uintptr)
TEXT ·tile4x32(SB), NOSPLIT, $0-56
	BEGIN
	VMOVUPS (BX), Z0
	VMOVUPS 64(BX), Z1
	VMOVAPS Z0, Z2
	VMOVAPS Z1, Z3
	VMOVAPS Z0, Z4
	VMOVAPS Z1, Z5
	VMOVAPS Z0, Z6
	VMOVAPS Z1, Z7

loop:
	VMOVUPS (DI), Z16
	VMOVUPS (DI)(R10*1), Z17
	ROW2((SI), Z0, Z1, Z18)
	ROW2((SI)(R8*1), Z2, Z3, Z19)
	ROW2((SI)(R8*2), Z4, Z5, Z20)
	ROW2((R12), Z6, Z7, Z21)
	ADDQ    $64, DI
	ADDQ    $4, SI
	ADDQ    $4, R12
	DECQ    CX
	JNZ     loop
	STORE2(Z0, Z1)
	STORE2(Z2, Z3)
	STORE2(Z4, Z5)
	STORE2(Z6, Z7)
	VZEROUPPER
	RET

// func tile8x16(k int, a *float32, lda uintptr, b, b0, c *float32, ldc uintptr)
TEXT ·tile8x16(SB), NOSPLIT, $0-56
	BEGIN
	VMOVUPS (BX), Z0
	VMOVAPS Z0, Z2
	VMOVAPS Z0, Z4
	VMOVAPS Z0, Z6
	VMOVAPS Z0, Z8
	VMOVAPS Z0, Z10
	VMOVAPS Z0, Z12
	VMOVAPS Z0, Z14

loop:
	VMOVUPS (DI), Z16
	ROW1((SI), Z0, Z18)
	ROW1((SI)(R8*1), Z2, Z19)
	ROW1((SI)(R8*2), Z4, Z20)
	ROW1((R12), Z6, Z21)
	ROW1((SI)(R8*4), Z8, Z22)
	ROW1((R12)(R8*2), Z10, Z23)
	ROW1((R13), Z12, Z24)
	ROW1((R12)(R8*4), Z14, Z25)
	ADDQ    $64, DI
	ADDQ    $4, SI
	ADDQ    $4, R12
	ADDQ    $4, R13
	DECQ    CX
	JNZ     loop
	STORE1(Z0)
	STORE1(Z2)
	STORE1(Z4)
	STORE1(Z6)
	STORE1(Z8)
	STORE1(Z10)
	STORE1(Z12)
	STORE1(Z14)
	VZEROUPPER
	RET

// func tile4x16From(k int, a *float32, lda uintptr, b, b0, c *float32, ldc uintptr)
TEXT ·tile4x16From(SB), NOSPLIT, $0-56
	BEGIN
	VMOVUPS (BX), Z0
	VMOVAPS Z0, Z2
	VMOVAPS Z0, Z4
	VMOVAPS Z0, Z6

loop:
	VMOVUPS (DI), Z16
	ROW1((SI), Z0, Z18)
	ROW1((SI)(R8*1), Z2, Z19)
	ROW1((SI)(R8*2), Z4, Z20)
	ROW1((R12), Z6, Z21)
	ADDQ    $64, DI
	ADDQ    $4, SI
	ADDQ    $4, R12
	DECQ    CX
	JNZ     loop
	STORE1(Z0)
	STORE1(Z2)
	STORE1(Z4)
	STORE1(Z6)
	VZEROUPPER
	RET

// WIDESIGMOID replaces R by 1/(1+exp(-R)), as SIGMOID does; T and P are lost.
// The constants are in Z16 to Z24.
#define WIDESIGMOID(R, T, P) \
	VMULPS      Z16, R, R    \
	VMINPS      Z17, R, R    \
	VMAXPS      Z18, R, R    \
	VRNDSCALEPS $8, R, T     \
	VSUBPS      T, R, R      \
	VCVTPS2DQ   T, T         \
	VPSLLD      $23, T, T    \
	VMOVAPS     Z24, P       \
	VFMADD213PS Z23, R, P    \
	VFMADD213PS Z22, R, P    \
	VFMADD213PS Z21, R, P    \
	VFMADD213PS Z20, R, P    \
	VFMADD213PS Z19, R, P    \
	VPADDD      T, P, P      \
	VADDPS      Z19, P, P    \
	VDIVPS      P, Z19, R

// func unitRun(s *unitArgs, n, steps, du, dx int)
TEXT ·unitRun(SB), NOSPLIT, $0-40
	MOVQ         s+0(FP), AX
	MOVQ         n+8(FP), CX
	MOVQ         0(AX), R8            // z
	MOVQ         8(AX), R9            // f
	MOVQ         16(AX), R10          // r
	MOVQ         24(AX), R11          // vf
	MOVQ         32(AX), R12          // vr
	MOVQ         48(AX), DI           // c
	MOVQ         56(AX), SI           // x
	MOVQ         64(AX), DX           // y
	MOVQ         steps+16(FP), AX
	MOVQ         du+24(FP), R13
	VBROADCASTSS nlog2e<>(SB), Z16
	VBROADCASTSS high<>(SB), Z17
	VBROADCASTSS low<>(SB), Z18
	VBROADCASTSS one<>(SB), Z19
	VBROADCASTSS p1<>(SB), Z20
	VBROADCASTSS p2<>(SB), Z21
	VBROADCASTSS p3<>(SB), Z22
	VBROADCASTSS p4<>(SB), Z23
	VBROADCASTSS p5<>(SB), Z24

word:
	XORQ BX, BX

unit:
	VMOVUPS     (DI)(BX*4), Z0
	VMOVUPS     (R9)(BX*4), Z1
	VMOVUPS     (R10)(BX*4), Z2
	VFMADD231PS (R11)(BX*4), Z0, Z1
	VFMADD231PS (R12)(BX*4), Z0, Z2
	WIDESIGMOID(Z1, Z5, Z6)
	WIDESIGMOID(Z2, Z7, Z8)
	VMOVUPS     (R8)(BX*4), Z9
	VSUBPS      Z9, Z0, Z0
	VFMADD213PS Z9, Z1, Z0            // c = z + f(before - z)
	VMOVUPS     Z0, (DI)(BX*4)
	VMOVUPS     (SI)(BX*4), Z10
	VSUBPS      Z10, Z0, Z0
	VFMADD213PS Z10, Z2, Z0           // y = x + r(c - x)
	VMOVUPS     Z0, (DX)(BX*4)
	ADDQ        $16, BX
	CMPQ        BX, CX
	JLT         unit
	ADDQ        R13, R8
	ADDQ        R13, R9
	ADDQ        R13, R10
	MOVQ        dx+32(FP), BX
	ADDQ        BX, SI
	ADDQ        BX, DX
	DECQ        AX
	JNZ         word
	VZEROUPPER
	RET
