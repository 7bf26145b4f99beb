#include "textflag.h"

#include "neon_arm64.h"

// CONSTANTS sets what SIGMOID reads; they are those of const_amd64.h.
#define CONSTANTS \
	ALLS(0xbfb8aa3b, V16) \
	ALLS(0x42700000, V17) \
	ALLS(0xc2700000, V18) \
	ALLS(0x3f800000, V19) \
	ALLS(0x3f317218, V20) \
	ALLS(0x3e75fdf0, V21) \
	ALLS(0x3d635847, V22) \
	ALLS(0x3c1d955b, V23) \
	ALLS(0x3aaec3ff, V24)

// SIGMOID replaces r by 1/(1+exp(-r)), step by step as on amd64; t, p and q are
// lost.
#define SIGMOID(r, t, p, q) \
	FMULS4(r, r, 16)   \
	FMINNMS4(r, r, 17) \
	FMAXNMS4(r, r, 18) \
	FRINTNS4(t, r)     \
	FSUBS4(r, r, t)    \
	FCVTNSS4(t, t)     \
	SHL23S4(t, t)      \
	COPY(p, 23)        \
	FMLAS4(p, 24, r)   \
	COPY(q, 22)        \
	FMLAS4(q, p, r)    \
	COPY(p, 21)        \
	FMLAS4(p, q, r)    \
	COPY(q, 20)        \
	FMLAS4(q, p, r)    \
	COPY(p, 19)        \
	FMLAS4(p, q, r)    \
	ADDS4(p, p, t)     \
	FADDS4(p, p, 19)   \
	FDIVS4(r, 19, p)

// UNIT makes c in V11 and y in V12 of before (V0), f (V1), r (V2), vf (V3), vr
// (V4), z (V11) and x (V12).
#define UNIT \
	FMLAS4(1, 3, 0)       \
	FMLAS4(2, 4, 0)       \
	SIGMOID(1, 5, 6, 7)   \
	SIGMOID(2, 8, 9, 10)  \
	FSUBS4(0, 0, 11)      \
	FMLAS4(11, 1, 0)      \
	FSUBS4(13, 11, 12)    \
	FMLAS4(12, 2, 13)

// func tile4x16(k int, a *float32, ars, acs uintptr, b *float32, ldb uintptr, c *float32, ldc uintptr)
TEXT ·tile4x16(SB), NOSPLIT, $0-64
	MOVD k+0(FP), R0
	MOVD a+8(FP), R1
	MOVD ars+16(FP), R5
	MOVD acs+24(FP), R6
	MOVD b+32(FP), R7
	MOVD ldb+40(FP), R8
	MOVD c+48(FP), R9
	MOVD ldc+56(FP), R10
	ADD  R5, R1, R2
	ADD  R5, R2, R3
	ADD  R5, R3, R4
	ADD  R10, R9, R11
	ADD  R10, R11, R12
	ADD  R10, R12, R13
	VLD1 (R9), [V0.S4, V1.S4, V2.S4, V3.S4]
	VLD1 (R11), [V4.S4, V5.S4, V6.S4, V7.S4]
	VLD1 (R12), [V8.S4, V9.S4, V10.S4, V11.S4]
	VLD1 (R13), [V12.S4, V13.S4, V14.S4, V15.S4]
	CBZ  R0, store

loop:
	VLD1  (R7), [V16.S4, V17.S4, V18.S4, V19.S4]
	FMOVS (R1), F20
	FMOVS (R2), F21
	FMOVS (R3), F22
	FMOVS (R4), F23
	FMLAAT(0, 16, 20, 0)
	FMLAAT(1, 17, 20, 0)
	FMLAAT(2, 18, 20, 0)
	FMLAAT(3, 19, 20, 0)
	FMLAAT(4, 16, 21, 0)
	FMLAAT(5, 17, 21, 0)
	FMLAAT(6, 18, 21, 0)
	FMLAAT(7, 19, 21, 0)
	FMLAAT(8, 16, 22, 0)
	FMLAAT(9, 17, 22, 0)
	FMLAAT(10, 18, 22, 0)
	FMLAAT(11, 19, 22, 0)
	FMLAAT(12, 16, 23, 0)
	FMLAAT(13, 17, 23, 0)
	FMLAAT(14, 18, 23, 0)
	FMLAAT(15, 19, 23, 0)
	ADD   R8, R7
	ADD   R6, R1
	ADD   R6, R2
	ADD   R6, R3
	ADD   R6, R4
	SUB   $1, R0
	CBNZ  R0, loop

store:
	VST1 [V0.S4, V1.S4, V2.S4, V3.S4], (R9)
	VST1 [V4.S4, V5.S4, V6.S4, V7.S4], (R11)
	VST1 [V8.S4, V9.S4, V10.S4, V11.S4], (R12)
	VST1 [V12.S4, V13.S4, V14.S4, V15.S4], (R13)
	RET

// func unitStep(s *unitArgs, n int)
TEXT ·unitStep(SB), NOSPLIT, $0-16
	MOVD s+0(FP), R0
	MOVD n+8(FP), R1
	LDP  0(R0), (R2, R3)  // z, f
	LDP  16(R0), (R4, R5) // r, vf
	LDP  32(R0), (R6, R7) // vr, before
	LDP  48(R0), (R8, R9) // c, x
	MOVD 64(R0), R10      // y
	CONSTANTS

unit:
	VLD1.P 16(R2), [V11.S4]
	VLD1   (R3), [V1.S4]
	VLD1   (R4), [V2.S4]
	VLD1.P 16(R5), [V3.S4]
	VLD1.P 16(R6), [V4.S4]
	VLD1.P 16(R7), [V0.S4]
	VLD1.P 16(R9), [V12.S4]
	UNIT
	VST1.P [V1.S4], 16(R3)
	VST1.P [V2.S4], 16(R4)
	VST1.P [V11.S4], 16(R8)
	VST1.P [V12.S4], 16(R10)
	SUBS   $4, R1
	BGT    unit
	RET

// func unitRun(s *unitArgs, n, steps, du, dx int)
TEXT ·unitRun(SB), NOSPLIT, $0-40
	MOVD s+0(FP), R0
	MOVD n+8(FP), R1
	MOVD steps+16(FP), R11
	MOVD du+24(FP), R12
	MOVD dx+32(FP), R13
	LDP  0(R0), (R2, R3)  // z, f
	LDP  16(R0), (R4, R5) // r, vf
	MOVD 32(R0), R6       // vr
	LDP  48(R0), (R8, R9) // c, x
	MOVD 64(R0), R10      // y
	LSL  $2, R1, R14
	SUB  R14, R12         // what is left after a word
	SUB  R14, R13
	CONSTANTS

word:
	MOVD R1, R15

unit:
	VLD1.P 16(R2), [V11.S4]
	VLD1.P 16(R3), [V1.S4]
	VLD1.P 16(R4), [V2.S4]
	VLD1.P 16(R5), [V3.S4]
	VLD1.P 16(R6), [V4.S4]
	VLD1   (R8), [V0.S4]
	VLD1.P 16(R9), [V12.S4]
	UNIT
	VST1.P [V11.S4], 16(R8)
	VST1.P [V12.S4], 16(R10)
	SUBS   $4, R15
	BGT    unit
	ADD    R12, R2
	ADD    R12, R3
	ADD    R12, R4
	SUB    R14, R5
	SUB    R14, R6
	SUB    R14, R8
	ADD    R13, R9
	ADD    R13, R10
	SUB    $1, R11
	CBNZ   R11, word
	RET

// func addScaled(n int, y, x *float32, s float32)
TEXT ·addScaled(SB), NOSPLIT, $0-28
	MOVD  n+0(FP), R0
	MOVD  y+8(FP), R1
	MOVD  x+16(FP), R2
	FMOVS s+24(FP), F4

add:
	VLD1   (R1), [V0.S4, V1.S4]
	VLD1.P 32(R2), [V2.S4, V3.S4]
	FMLAAT(0, 2, 4, 0)
	FMLAAT(1, 3, 4, 0)
	VST1.P [V0.S4, V1.S4], 32(R1)
	SUBS   $8, R0
	BGT    add
	RET

// func addBytes(n int, y *float32, x *byte, s float32)
TEXT ·addBytes(SB), NOSPLIT, $0-28
	MOVD  n+0(FP), R0
	MOVD  y+8(FP), R1
	MOVD  x+16(FP), R2
	FMOVS s+24(FP), F4

bytes:
	VLD1   (R1), [V0.S4, V1.S4]
	VLD1.P 8(R2), [V2.B8]
	SXTLB(2, 2)
	SXTLH2(3, 2)
	SXTLH(2, 2)
	SCVTFS4(2, 2)
	SCVTFS4(3, 3)
	FMLAAT(0, 2, 4, 0)
	FMLAAT(1, 3, 4, 0)
	VST1.P [V0.S4, V1.S4], 32(R1)
	SUBS   $8, R0
	BGT    bytes
	RET

// SIXTEEN adds the bytes of n, multiplied with V20, to a, b, c and d; V21 to V24
// are lost.
#define SIXTEEN(n, a, b, c, d) \
	SXTLB(22, n)        \
	SXTLB2(24, n)       \
	SXTLH(21, 22)       \
	SXTLH2(22, 22)      \
	SXTLH(23, 24)       \
	SXTLH2(24, 24)      \
	SCVTFS4(21, 21)     \
	SCVTFS4(22, 22)     \
	SCVTFS4(23, 23)     \
	SCVTFS4(24, 24)     \
	FMLAAT(a, 21, 20, 0) \
	FMLAAT(b, 22, 20, 0) \
	FMLAAT(c, 23, 20, 0) \
	FMLAAT(d, 24, 20, 0)

// func addRows(n int, y *float32, rows *int32, data, scales *byte, cols int)
TEXT ·addRows(SB), NOSPLIT, $0-48
	MOVD n+0(FP), R0
	MOVD y+8(FP), R1
	MOVD rows+16(FP), R2
	MOVD data+24(FP), R3
	MOVD scales+32(FP), R4
	MOVD cols+40(FP), R5
	MOVD R5, R6

columns:
	ADD  $64, R1, R7
	VLD1 (R1), [V0.S4, V1.S4, V2.S4, V3.S4]
	VLD1 (R7), [V4.S4, V5.S4, V6.S4, V7.S4]
	MOVD R2, R8
	MOVD R0, R9

row:
	MOVW.P 4(R8), R10
	ADD    R10<<2, R4, R11
	FMOVS  (R11), F20
	MUL    R5, R10
	ADD    R3, R10
	VLD1   (R10), [V16.B16, V17.B16]
	SIXTEEN(16, 0, 1, 2, 3)
	SIXTEEN(17, 4, 5, 6, 7)
	SUB    $1, R9
	CBNZ   R9, row
	VST1   [V0.S4, V1.S4, V2.S4, V3.S4], (R1)
	VST1   [V4.S4, V5.S4, V6.S4, V7.S4], (R7)
	ADD    $128, R1
	ADD    $32, R3
	SUBS   $32, R6
	BGT    columns
	RET

// func fetchRows(n int, rows *int32, data, scales *byte, cols int)
TEXT ·fetchRows(SB), NOSPLIT, $0-40
	MOVD n+0(FP), R0
	MOVD rows+8(FP), R1
	MOVD data+16(FP), R2
	MOVD scales+24(FP), R3
	MOVD cols+32(FP), R4

fetch:
	MOVW.P 4(R1), R5
	ADD    R5<<2, R3, R6
	PRFM   (R6), PLDL1KEEP
	MUL    R4, R5
	ADD    R2, R5
	PRFM   (R5), PLDL1KEEP
	PRFM   64(R5), PLDL1KEEP
	ADD    R4, R5
	SUB    $1, R5
	PRFM   (R5), PLDL1KEEP
	SUB    $1, R0
	CBNZ   R0, fetch
	RET

// TURN makes columns of four rows; V16 to V19 are lost.
#define TURN(a, b, c, d) \
	VTRN1 b.S4, a.S4, V16.S4   \
	VTRN2 b.S4, a.S4, V17.S4   \
	VTRN1 d.S4, c.S4, V18.S4   \
	VTRN2 d.S4, c.S4, V19.S4   \
	VTRN1 V18.D2, V16.D2, a.D2 \
	VTRN1 V19.D2, V17.D2, b.D2 \
	VTRN2 V18.D2, V16.D2, c.D2 \
	VTRN2 V19.D2, V17.D2, d.D2

// COLUMN adds columns of the first four rows to the sums V24 and their squares to
// V26, and of the last four to V25 and V27.
#define COLUMN(a, b) \
	FMULS4(16, a, a)   \
	FMULS4(17, b, b)   \
	FADDS4(24, 24, a)  \
	FADDS4(25, 25, b)  \
	FADDS4(26, 26, 16) \
	FADDS4(27, 27, 17)

// func sums8(n int, x *float32, ldx uintptr, sums, squares *[8]float32)
TEXT ·sums8(SB), NOSPLIT, $0-40
	MOVD n+0(FP), R0
	MOVD x+8(FP), R1
	MOVD ldx+16(FP), R9
	ADD  R9, R1, R2
	ADD  R9, R2, R3
	ADD  R9, R3, R4
	ADD  R9, R4, R5
	ADD  R9, R5, R6
	ADD  R9, R6, R7
	ADD  R9, R7, R8
	VEOR V24.B16, V24.B16, V24.B16
	VEOR V25.B16, V25.B16, V25.B16
	VEOR V26.B16, V26.B16, V26.B16
	VEOR V27.B16, V27.B16, V27.B16

four:
	VLD1.P 16(R1), [V0.S4]
	VLD1.P 16(R2), [V1.S4]
	VLD1.P 16(R3), [V2.S4]
	VLD1.P 16(R4), [V3.S4]
	VLD1.P 16(R5), [V4.S4]
	VLD1.P 16(R6), [V5.S4]
	VLD1.P 16(R7), [V6.S4]
	VLD1.P 16(R8), [V7.S4]
	TURN(V0, V1, V2, V3)
	TURN(V4, V5, V6, V7)
	COLUMN(0, 4)
	COLUMN(1, 5)
	COLUMN(2, 6)
	COLUMN(3, 7)
	SUBS   $4, R0
	BGT    four
	MOVD   sums+24(FP), R1
	MOVD   squares+32(FP), R2
	VST1   [V24.S4, V25.S4], (R1)
	VST1   [V26.S4, V27.S4], (R2)
	RET

// func normRow(n int, x, y, gain, bias *float32, mean, s float32)
TEXT ·normRow(SB), NOSPLIT, $0-48
	MOVD  n+0(FP), R0
	MOVD  x+8(FP), R1
	MOVD  y+16(FP), R2
	MOVD  gain+24(FP), R3
	MOVD  bias+32(FP), R4
	FMOVS mean+40(FP), F8
	FMOVS s+44(FP), F9
	VDUP  V8.S[0], V8.S4

norm:
	VLD1   (R1), [V0.S4, V1.S4]
	VLD1.P 32(R3), [V2.S4, V3.S4]
	VLD1.P 32(R4), [V4.S4, V5.S4]
	FSUBS4(0, 0, 8)
	FSUBS4(1, 1, 8)
	FMULAT(0, 0, 9, 0)
	FMULAT(1, 1, 9, 0)
	VST1.P [V0.S4, V1.S4], 32(R1)
	FMULS4(0, 0, 2)
	FMULS4(1, 1, 3)
	FADDS4(0, 0, 4)
	FADDS4(1, 1, 5)
	VST1.P [V0.S4, V1.S4], 32(R2)
	SUBS   $8, R0
	BGT    norm
	RET

// func leaky(n int, x *float32, s float32)
TEXT ·leaky(SB), NOSPLIT, $0-20
	MOVD  n+0(FP), R0
	MOVD  x+8(FP), R1
	FMOVS s+16(FP), F4

leak:
	VLD1   (R1), [V0.S4, V1.S4]
	FMULAT(2, 0, 4, 0)
	FMULAT(3, 1, 4, 0)
	FMAXS4(0, 0, 2)
	FMAXS4(1, 1, 3)
	VST1.P [V0.S4, V1.S4], 32(R1)
	SUBS   $8, R0
	BGT    leak
	RET
