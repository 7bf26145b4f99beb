#include "textflag.h"

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
