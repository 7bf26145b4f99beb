#include "textflag.h"

// Kernels for layers in whole numbers; see panel.go.

DATA most<>+0(SB)/4, $0x42fe0000  // 127
DATA most<>+4(SB)/4, $0x7fffffff  // all but the sign
DATA most<>+8(SB)/4, $0x80808080  // 128 in each byte
GLOBL most<>(SB), RODATA|NOPTR, $12

// SCALES replaces X0, the largest number of a row, by what the row is multiplied
// with, 0 for a row of zeros, and writes its scale to (DX); X1 is lost, X15 is
// 127.
#define SCALES \
	VDIVSS  X15, X0, X1    \
	VMOVSS  X1, (DX)       \
	ADDQ    $4, DX         \
	VXORPS  X1, X1, X1     \
	VCMPSS  $4, X1, X0, X1 \
	VDIVSS  X0, X15, X0    \
	VANDPS  X1, X0, X0

// MOST makes X0 of Y0 the largest of its numbers; X1 is lost.
#define MOST \
	VEXTRACTF128 $1, Y0, X1      \
	VMAXPS       X1, X0, X0      \
	VPERMILPS    $0x4e, X0, X1   \
	VMAXPS       X1, X0, X0      \
	VPERMILPS    $0xb1, X0, X1   \
	VMAXPS       X1, X0, X0

// BEGIN finds the places of a tile, of which AX is the description: SI, R12 and
// R13 are rows 0, 3 and 6, R10 is the length of a panel. BX is where the sums
// start.
#define BEGIN \
	MOVQ t+0(FP), AX      \
	MOVQ 0(AX), CX        \
	MOVQ 8(AX), SI        \
	MOVQ 16(AX), R8       \
	MOVQ 24(AX), DI       \
	MOVQ 32(AX), BX       \
	LEAQ (R8)(R8*2), R9   \
	LEAQ (SI)(R9*1), R12  \
	LEAQ (R12)(R9*1), R13 \
	MOVQ CX, R10          \
	SHLQ $6, R10

// END finds where the sums go: BX and R8 are the scales of columns and rows, R9
// is the bias, DX the place and R11 from one row to the next.
#define END \
	MOVQ 40(AX), BX \
	MOVQ 48(AX), R8 \
	MOVQ 56(AX), R9 \
	MOVQ 64(AX), DX \
	MOVQ 72(AX), R11

// func wholeWords(m, k int, x *float32, to *byte, scale *float32)
TEXT ·wholeWords(SB), NOSPLIT, $0-40
	MOVQ         m+0(FP), AX
	MOVQ         k+8(FP), CX
	MOVQ         x+16(FP), SI
	MOVQ         to+24(FP), DI
	MOVQ         scale+32(FP), DX
	VBROADCASTSS most<>+4(SB), Y14
	VMOVSS       most<>+0(SB), X15

row:
	XORQ   BX, BX
	VXORPS Y0, Y0, Y0

largest:
	VANDPS (SI)(BX*4), Y14, Y1
	VMAXPS Y1, Y0, Y0
	ADDQ   $8, BX
	CMPQ   BX, CX
	JLT    largest
	MOST
	SCALES
	VBROADCASTSS X0, Y0
	XORQ         BX, BX

numbers:
	VMULPS    (SI)(BX*4), Y0, Y1
	VMULPS    32(SI)(BX*4), Y0, Y2
	VCVTPS2DQ Y1, Y1
	VCVTPS2DQ Y2, Y2
	VPACKSSDW Y2, Y1, Y1
	VPERMQ    $0xd8, Y1, Y1
	VMOVDQU   Y1, (DI)(BX*2)
	ADDQ      $16, BX
	CMPQ      BX, CX
	JLT       numbers
	LEAQ      (SI)(CX*4), SI
	LEAQ      (DI)(CX*2), DI
	DECQ      AX
	JNZ       row
	VZEROUPPER
	RET

// func wholeBytes(m, k int, x *float32, to *byte, scale *float32)
TEXT ·wholeBytes(SB), NOSPLIT, $0-40
	MOVQ         m+0(FP), AX
	MOVQ         k+8(FP), CX
	MOVQ         x+16(FP), SI
	MOVQ         to+24(FP), DI
	MOVQ         scale+32(FP), DX
	VPBROADCASTD most<>+4(SB), Z14
	VPBROADCASTD most<>+8(SB), X13
	VMOVSS       most<>+0(SB), X15

row:
	XORQ   BX, BX
	VPXORD Z0, Z0, Z0

largest:
	VPANDD (SI)(BX*4), Z14, Z1
	VMAXPS Z1, Z0, Z0
	ADDQ   $16, BX
	CMPQ   BX, CX
	JLT    largest
	VEXTRACTF64X4 $1, Z0, Y1
	VMAXPS        Y1, Y0, Y0
	MOST
	SCALES
	VBROADCASTSS X0, Z0
	XORQ         BX, BX

numbers:
	VMULPS    (SI)(BX*4), Z0, Z1
	VCVTPS2DQ Z1, Z1
	VPMOVSDB  Z1, X1
	VPXOR     X13, X1, X1
	VMOVDQU   X1, (DI)(BX*1)
	ADDQ      $16, BX
	CMPQ      BX, CX
	JLT       numbers
	LEAQ      (SI)(CX*4), SI
	ADDQ      CX, DI
	DECQ      AX
	JNZ       row
	VZEROUPPER
	RET

// ROW2 and ROW1 add the products of four bytes of a row.
#define ROW2(AT, A, B, T) \
	VPBROADCASTD AT, T     \
	VPDPBUSD     Z16, T, A \
	VPDPBUSD     Z17, T, B

#define ROW1(AT, A, T) \
	VPBROADCASTD AT, T     \
	VPDPBUSD     Z16, T, A

// STORE2 and STORE1 write the sums of a row.
#define STORE2(ROW, A, B) \
	VCVTDQ2PS   A, A        \
	VCVTDQ2PS   B, B        \
	VMULPS      Z16, A, A   \
	VMULPS      Z17, B, B   \
	VMULPS.BCST ROW(R8), A, A \
	VMULPS.BCST ROW(R8), B, B \
	VADDPS      Z18, A, A   \
	VADDPS      Z19, B, B   \
	VMOVUPS     A, (DX)     \
	VMOVUPS     B, 64(DX)   \
	ADDQ        R11, DX

#define STORE1(ROW, A) \
	VCVTDQ2PS   A, A        \
	VMULPS      Z16, A, A   \
	VMULPS.BCST ROW(R8), A, A \
	VADDPS      Z18, A, A   \
	VMOVUPS     A, (DX)     \
	ADDQ        R11, DX

// func bytes8x32(t *tile)
TEXT ·bytes8x32(SB), NOSPLIT, $0-8
	BEGIN
	VMOVDQU32 (BX), Z0
	VMOVDQU32 64(BX), Z1
	VMOVDQA32 Z0, Z2
	VMOVDQA32 Z1, Z3
	VMOVDQA32 Z0, Z4
	VMOVDQA32 Z1, Z5
	VMOVDQA32 Z0, Z6
	VMOVDQA32 Z1, Z7
	VMOVDQA32 Z0, Z8
	VMOVDQA32 Z1, Z9
	VMOVDQA32 Z0, Z10
	VMOVDQA32 Z1, Z11
	VMOVDQA32 Z0, Z12
	VMOVDQA32 Z1, Z13
	VMOVDQA32 Z0, Z14
	VMOVDQA32 Z1, Z15

loop:
	VMOVDQU32 (DI), Z16
	VMOVDQU32 (DI)(R10*1), Z17
	ROW2((SI), Z0, Z1, Z18)
	ROW2((SI)(R8*1), Z2, Z3, Z19)
	ROW2((SI)(R8*2), Z4, Z5, Z20)
	ROW2((R12), Z6, Z7, Z21)
	ROW2((SI)(R8*4), Z8, Z9, Z22)
	ROW2((R12)(R8*2), Z10, Z11, Z23)
	ROW2((R13), Z12, Z13, Z24)
	ROW2((R12)(R8*4), Z14, Z15, Z25)
	ADDQ      $64, DI
	ADDQ      $4, SI
	ADDQ      $4, R12
	ADDQ      $4, R13
	DECQ      CX
	JNZ       loop
	END
	VMOVUPS   (BX), Z16
	VMOVUPS   64(BX), Z17
	VMOVUPS   (R9), Z18
	VMOVUPS   64(R9), Z19
	STORE2(0, Z0, Z1)
	STORE2(4, Z2, Z3)
	STORE2(8, Z4, Z5)
	STORE2(12, Z6, Z7)
	STORE2(16, Z8, Z9)
	STORE2(20, Z10, Z11)
	STORE2(24, Z12, Z13)
	STORE2(28, Z14, Z15)
	VZEROUPPER
	RET

// func bytes4x32(t *tile)
TEXT ·bytes4x32(SB), NOSPLIT, $0-8
	BEGIN
	VMOVDQU32 (BX), Z0
	VMOVDQU32 64(BX), Z1
	VMOVDQA32 Z0, Z2
	VMOVDQA32 Z1, Z3
	VMOVDQA32 Z0, Z4
	VMOVDQA32 Z1, Z5
	VMOVDQA32 Z0, Z6
	VMOVDQA32 Z1, Z7

loop:
	VMOVDQU32 (DI), Z16
	VMOVDQU32 (DI)(R10*1), Z17
	ROW2((SI), Z0, Z1, Z18)
	ROW2((SI)(R8*1), Z2, Z3, Z19)
	ROW2((SI)(R8*2), Z4, Z5, Z20)
	ROW2((R12), Z6, Z7, Z21)
	ADDQ      $64, DI
	ADDQ      $4, SI
	ADDQ      $4, R12
	DECQ      CX
	JNZ       loop
	END
	VMOVUPS   (BX), Z16
	VMOVUPS   64(BX), Z17
	VMOVUPS   (R9), Z18
	VMOVUPS   64(R9), Z19
	STORE2(0, Z0, Z1)
	STORE2(4, Z2, Z3)
	STORE2(8, Z4, Z5)
	STORE2(12, Z6, Z7)
	VZEROUPPER
	RET

// func bytes4x16(t *tile)
TEXT ·bytes4x16(SB), NOSPLIT, $0-8
	BEGIN
	VMOVDQU32 (BX), Z0
	VMOVDQA32 Z0, Z2
	VMOVDQA32 Z0, Z4
	VMOVDQA32 Z0, Z6

loop:
	VMOVDQU32 (DI), Z16
	ROW1((SI), Z0, Z18)
	ROW1((SI)(R8*1), Z2, Z19)
	ROW1((SI)(R8*2), Z4, Z20)
	ROW1((R12), Z6, Z21)
	ADDQ      $64, DI
	ADDQ      $4, SI
	ADDQ      $4, R12
	DECQ      CX
	JNZ       loop
	END
	VMOVUPS   (BX), Z16
	VMOVUPS   (R9), Z18
	STORE1(0, Z0)
	STORE1(4, Z2)
	STORE1(8, Z4)
	STORE1(12, Z6)
	VZEROUPPER
	RET

// PAIR adds the products of two numbers of a row; Y14 and Y15 are lost.
#define PAIR(AT, A, B, T) \
	VPBROADCASTD AT, T       \
	VPMADDWD     Y8, T, Y14  \
	VPMADDWD     Y9, T, Y15  \
	VPADDD       Y14, A, A   \
	VPADDD       Y15, B, B

// STOREPAIR writes the sums of a row; Y14 is lost.
#define STOREPAIR(ROW, A, B) \
	VBROADCASTSS ROW(R8), Y14 \
	VCVTDQ2PS    A, A         \
	VCVTDQ2PS    B, B         \
	VMULPS       Y8, A, A     \
	VMULPS       Y9, B, B     \
	VMULPS       Y14, A, A    \
	VMULPS       Y14, B, B    \
	VADDPS       Y10, A, A    \
	VADDPS       Y11, B, B    \
	VMOVUPS      A, (DX)      \
	VMOVUPS      B, 32(DX)    \
	ADDQ         R11, DX

// func words4x16(t *tile)
TEXT ·words4x16(SB), NOSPLIT, $0-8
	BEGIN
	VMOVDQU (BX), Y0
	VMOVDQU 32(BX), Y1
	VMOVDQA Y0, Y2
	VMOVDQA Y1, Y3
	VMOVDQA Y0, Y4
	VMOVDQA Y1, Y5
	VMOVDQA Y0, Y6
	VMOVDQA Y1, Y7

loop:
	VMOVDQU (DI), Y8
	VMOVDQU 32(DI), Y9
	PAIR((SI), Y0, Y1, Y10)
	PAIR((SI)(R8*1), Y2, Y3, Y11)
	PAIR((SI)(R8*2), Y4, Y5, Y12)
	PAIR((R12), Y6, Y7, Y13)
	ADDQ    $64, DI
	ADDQ    $4, SI
	ADDQ    $4, R12
	DECQ    CX
	JNZ     loop
	END
	VMOVUPS (BX), Y8
	VMOVUPS 32(BX), Y9
	VMOVUPS (R9), Y10
	VMOVUPS 32(R9), Y11
	STOREPAIR(0, Y0, Y1)
	STOREPAIR(4, Y2, Y3)
	STOREPAIR(8, Y4, Y5)
	STOREPAIR(12, Y6, Y7)
	VZEROUPPER
	RET
