#include "textflag.h"

#include "neon_arm64.h"

// Kernels for layers in whole numbers; see panel.go.

// func wholeRows(m, k int, x *float32, to *byte, scale *float32)
TEXT ·wholeRows(SB), NOSPLIT, $0-40
	MOVD  m+0(FP), R0
	MOVD  k+8(FP), R1
	MOVD  x+16(FP), R2
	MOVD  to+24(FP), R3
	MOVD  scale+32(FP), R4
	MOVW  $0x42fe0000, R5 // 127
	FMOVS R5, F30
	FMOVS ZR, F31

row:
	MOVD R2, R6
	MOVD R1, R7
	VEOR V0.B16, V0.B16, V0.B16

largest:
	VLD1.P 64(R6), [V1.S4, V2.S4, V3.S4, V4.S4]
	FABSS4(1, 1)
	FABSS4(2, 2)
	FABSS4(3, 3)
	FABSS4(4, 4)
	FMAXS4(1, 1, 2)
	FMAXS4(3, 3, 4)
	FMAXS4(0, 0, 1)
	FMAXS4(0, 0, 3)
	SUBS   $16, R7
	BGT    largest
	FMAXVS(0, 0)
	FDIVS  F30, F0, F1
	FMOVS  F1, (R4)
	ADD    $4, R4
	FDIVS  F0, F30, F1
	FCMPS  $(0.0), F0
	FCSELS EQ, F31, F1, F0
	MOVD   R1, R7

numbers:
	VLD1.P 64(R2), [V1.S4, V2.S4, V3.S4, V4.S4]
	FMULAT(1, 1, 0, 0)
	FMULAT(2, 2, 0, 0)
	FMULAT(3, 3, 0, 0)
	FMULAT(4, 4, 0, 0)
	FCVTNSS4(1, 1)
	FCVTNSS4(2, 2)
	FCVTNSS4(3, 3)
	FCVTNSS4(4, 4)
	SQXTNS(1, 1)
	SQXTNS2(1, 2)
	SQXTNS(3, 3)
	SQXTNS2(3, 4)
	SQXTNH(1, 1)
	SQXTNH2(1, 3)
	VST1.P [V1.B16], 16(R3)
	SUBS   $16, R7
	BGT    numbers
	SUB    $1, R0
	CBNZ   R0, row
	RET

// GROUP adds the products of sixteen columns, in V20 to V23, with the four bytes
// at i of each row.
#define GROUP(i) \
	VLD1.P 64(R6), [V20.B16, V21.B16, V22.B16, V23.B16] \
	SDOTAT(0, 20, 16, i)  \
	SDOTAT(1, 21, 16, i)  \
	SDOTAT(2, 22, 16, i)  \
	SDOTAT(3, 23, 16, i)  \
	SDOTAT(4, 20, 17, i)  \
	SDOTAT(5, 21, 17, i)  \
	SDOTAT(6, 22, 17, i)  \
	SDOTAT(7, 23, 17, i)  \
	SDOTAT(8, 20, 18, i)  \
	SDOTAT(9, 21, 18, i)  \
	SDOTAT(10, 22, 18, i) \
	SDOTAT(11, 23, 18, i) \
	SDOTAT(12, 20, 19, i) \
	SDOTAT(13, 21, 19, i) \
	SDOTAT(14, 22, 19, i) \
	SDOTAT(15, 23, 19, i)

// STORE writes the sums of a row: columns have their scales in V16 to V19 and
// their bias in V20 to V23, rows their scales in V24.
#define STORE(row, A, B, C, D, a, b, c, d) \
	SCVTFS4(a, a)         \
	SCVTFS4(b, b)         \
	SCVTFS4(c, c)         \
	SCVTFS4(d, d)         \
	FMULS4(a, a, 16)      \
	FMULS4(b, b, 17)      \
	FMULS4(c, c, 18)      \
	FMULS4(d, d, 19)      \
	FMULAT(a, a, 24, row) \
	FMULAT(b, b, 24, row) \
	FMULAT(c, c, 24, row) \
	FMULAT(d, d, 24, row) \
	FADDS4(a, a, 20)      \
	FADDS4(b, b, 21)      \
	FADDS4(c, c, 22)      \
	FADDS4(d, d, 23)      \
	VST1 [A.S4, B.S4, C.S4, D.S4], (R5) \
	ADD  R4, R5

// func bytes4x16(t *tile)
TEXT ·bytes4x16(SB), NOSPLIT, $0-8
	MOVD t+0(FP), R0
	LDP  0(R0), (R1, R2)  // groups, row 0
	LDP  16(R0), (R7, R6) // from row to row, weights
	ADD  R7, R2, R3
	ADD  R7, R3, R4
	ADD  R7, R4, R5
	VEOR V0.B16, V0.B16, V0.B16
	VEOR V1.B16, V1.B16, V1.B16
	VEOR V2.B16, V2.B16, V2.B16
	VEOR V3.B16, V3.B16, V3.B16
	VEOR V4.B16, V4.B16, V4.B16
	VEOR V5.B16, V5.B16, V5.B16
	VEOR V6.B16, V6.B16, V6.B16
	VEOR V7.B16, V7.B16, V7.B16
	VEOR V8.B16, V8.B16, V8.B16
	VEOR V9.B16, V9.B16, V9.B16
	VEOR V10.B16, V10.B16, V10.B16
	VEOR V11.B16, V11.B16, V11.B16
	VEOR V12.B16, V12.B16, V12.B16
	VEOR V13.B16, V13.B16, V13.B16
	VEOR V14.B16, V14.B16, V14.B16
	VEOR V15.B16, V15.B16, V15.B16

loop:
	VLD1.P 16(R2), [V16.B16]
	VLD1.P 16(R3), [V17.B16]
	VLD1.P 16(R4), [V18.B16]
	VLD1.P 16(R5), [V19.B16]
	GROUP(0)
	GROUP(1)
	GROUP(2)
	GROUP(3)
	SUBS   $4, R1
	BGT    loop
	LDP    40(R0), (R1, R2) // scales of columns, of rows
	LDP    56(R0), (R3, R5) // bias, where to
	MOVD   72(R0), R4       // from row to row
	VLD1   (R1), [V16.S4, V17.S4, V18.S4, V19.S4]
	VLD1   (R3), [V20.S4, V21.S4, V22.S4, V23.S4]
	VLD1   (R2), [V24.S4]
	STORE(0, V0, V1, V2, V3, 0, 1, 2, 3)
	STORE(1, V4, V5, V6, V7, 4, 5, 6, 7)
	STORE(2, V8, V9, V10, V11, 8, 9, 10, 11)
	STORE(3, V12, V13, V14, V15, 12, 13, 14, 15)
	RET
