#include "textflag.h"

// The kernels here run on every amd64: they are for those without AVX2. They do
// what wholeWords and words4x16 do.

// func wholePairs(m, k int, x *float32, to *byte, scale *float32)
TEXT ·wholePairs(SB), NOSPLIT, $0-40
	MOVQ   m+0(FP), AX
	MOVQ   k+8(FP), CX
	MOVQ   x+16(FP), SI
	MOVQ   to+24(FP), DI
	MOVQ   scale+32(FP), DX
	MOVL   $0x7fffffff, BX // all but the sign
	MOVL   BX, X14
	PSHUFL $0, X14, X14
	MOVL   $0x42fe0000, BX // 127
	MOVL   BX, X15

row:
	XORQ  BX, BX
	XORPS X0, X0

largest:
	MOVUPS (SI)(BX*4), X1
	MOVUPS 16(SI)(BX*4), X2
	ANDPS  X14, X1
	ANDPS  X14, X2
	MAXPS  X1, X0
	MAXPS  X2, X0
	ADDQ   $8, BX
	CMPQ   BX, CX
	JLT    largest
	MOVAPS X0, X1
	SHUFPS $0x4e, X1, X1
	MAXPS  X1, X0
	MOVAPS X0, X1
	SHUFPS $0xb1, X1, X1
	MAXPS  X1, X0
	MOVAPS X0, X1
	DIVSS  X15, X1
	MOVSS  X1, (DX)
	ADDQ   $4, DX
	XORPS  X1, X1
	CMPSS  X0, X1, $4        // not a row of zeros
	MOVAPS X15, X2
	DIVSS  X0, X2
	ANDPS  X1, X2
	SHUFPS $0, X2, X2
	XORQ   BX, BX

numbers:
	MOVUPS   (SI)(BX*4), X0
	MOVUPS   16(SI)(BX*4), X1
	MULPS    X2, X0
	MULPS    X2, X1
	CVTPS2PL X0, X0
	CVTPS2PL X1, X1
	PACKSSLW X1, X0
	MOVOU    X0, (DI)(BX*2)
	ADDQ     $8, BX
	CMPQ     BX, CX
	JLT      numbers
	LEAQ     (SI)(CX*4), SI
	LEAQ     (DI)(CX*2), DI
	DECQ     AX
	JNZ      row
	RET

// TAKE adds the products of two numbers of a row with those of eight columns; X10
// and X11 are lost.
#define TAKE(AT, A, B) \
	MOVL    AT, X10     \
	PSHUFL  $0, X10, X10 \
	MOVO    X10, X11    \
	PMADDWL X8, X10     \
	PMADDWL X9, X11     \
	PADDL   X10, A      \
	PADDL   X11, B

// PUT writes the sums of a row; X10 is lost.
#define PUT(ROW, A, B) \
	MOVSS    ROW(R8), X10  \
	SHUFPS   $0, X10, X10  \
	CVTPL2PS A, A          \
	CVTPL2PS B, B          \
	MULPS    X8, A         \
	MULPS    X9, B         \
	MULPS    X10, A        \
	MULPS    X10, B        \
	ADDPS    X12, A        \
	ADDPS    X13, B        \
	MOVUPS   A, (DX)       \
	MOVUPS   B, 16(DX)     \
	ADDQ     R11, DX

// func pairs4x8(t *tile, column int)
TEXT ·pairs4x8(SB), NOSPLIT, $0-16
	MOVQ t+0(FP), AX
	MOVQ column+8(FP), R10
	MOVQ 0(AX), CX         // groups
	MOVQ 8(AX), SI         // row 0
	MOVQ 16(AX), R8        // from row to row
	MOVQ 24(AX), DI        // weights
	LEAQ (DI)(R10*4), DI
	LEAQ (R8)(R8*2), R9
	PXOR X0, X0
	PXOR X1, X1
	PXOR X2, X2
	PXOR X3, X3
	PXOR X4, X4
	PXOR X5, X5
	PXOR X6, X6
	PXOR X7, X7

loop:
	MOVOU (DI), X8
	MOVOU 16(DI), X9
	TAKE((SI), X0, X1)
	TAKE((SI)(R8*1), X2, X3)
	TAKE((SI)(R8*2), X4, X5)
	TAKE((SI)(R9*1), X6, X7)
	ADDQ  $64, DI
	ADDQ  $4, SI
	DECQ  CX
	JNZ   loop
	MOVQ  40(AX), BX       // scales of columns
	MOVQ  48(AX), R8       // of rows
	MOVQ  56(AX), R9       // bias
	MOVQ  64(AX), DX       // where to
	MOVQ  72(AX), R11      // from row to row
	LEAQ  (DX)(R10*4), DX
	MOVUPS (BX)(R10*4), X8
	MOVUPS 16(BX)(R10*4), X9
	MOVUPS (R9)(R10*4), X12
	MOVUPS 16(R9)(R10*4), X13
	PUT(0, X0, X1)
	PUT(4, X2, X3)
	PUT(8, X4, X5)
	PUT(12, X6, X7)
	RET
