#include "textflag.h"

#include "neon_arm64.h"

// EXP replaces V0 by exp(V0), step by step as in sum_amd64.s, for numbers from
// -30 to 0; others give anything. V1 to V3 are lost; V16 to V31 are constants.
#define EXP \
	FMULD2(1, 0, 16)  \
	FCVTNSD2(2, 1)    \
	SCVTFD2(1, 2)     \
	FMLSD2(0, 1, 17)  \
	FMLSD2(0, 1, 18)  \
	FMULD2(0, 0, 19)  \
	COPY(1, 21)       \
	FMLAD2(1, 20, 0)  \
	COPY(3, 22)       \
	FMLAD2(3, 1, 0)   \
	COPY(1, 23)       \
	FMLAD2(1, 3, 0)   \
	COPY(3, 24)       \
	FMLAD2(3, 1, 0)   \
	COPY(1, 25)       \
	FMLAD2(1, 3, 0)   \
	COPY(3, 26)       \
	FMLAD2(3, 1, 0)   \
	COPY(1, 27)       \
	FMLAD2(1, 3, 0)   \
	FMULD2(0, 0, 1)   \
	FADDD2(1, 0, 28)  \
	FMULD2(0, 0, 1)   \
	FADDD2(1, 0, 28)  \
	FMULD2(0, 0, 1)   \
	FADDD2(1, 0, 28)  \
	FMULD2(0, 0, 1)   \
	FADDD2(1, 0, 28)  \
	COPY(3, 27)       \
	FMLAD2(3, 0, 1)   \
	ADDD2(2, 2, 29)   \
	SHL52D2(2, 2)     \
	FMULD2(0, 3, 2)

// ADDEXP adds exp(r-V8) to V9 where r-V8 is above -30.
#define ADDEXP(r) \
	FSUBD2(0, r, 8)    \
	FCMGTD2(10, 0, 30) \
	EXP                \
	AND(0, 0, 10)      \
	FADDD2(9, 9, 0)

// func logSum4(out, t *float64)
TEXT ·logSum4(SB), NOSPLIT, $0-16
	MOVD out+0(FP), R0
	MOVD t+8(FP), R1
	MOVD $2, R2

half:
	ALLD(0x3ff71547652b82fe, V16) // 1/ln 2
	ALLD(0x3fe62e42fefa3000, V17) // ln 2 and what is lost of it
	ALLD(0x3d53de6af278ece6, V18)
	ALLD(0x3fb0000000000000, V19) // 1/16
	ALLD(0x3efa01a01a01a01a, V20) // 1/8! to 1/2!
	ALLD(0x3f2a01a01a01a01a, V21)
	ALLD(0x3f56c16c16c16c17, V22)
	ALLD(0x3f81111111111111, V23)
	ALLD(0x3fa5555555555555, V24)
	ALLD(0x3fc5555555555555, V25)
	ALLD(0x3fe0000000000000, V26)
	ALLD(0x3ff0000000000000, V27) // 1
	ALLD(0x4000000000000000, V28) // 2
	ALLD(0x3ff, V29)
	ALLD(0xc03e000000000000, V30) // -30
	ADD    $32, R1, R3
	ADD    $64, R1, R4
	ADD    $96, R1, R5
	VLD1.P 16(R1), [V4.D2]
	VLD1   (R3), [V5.D2]
	VLD1   (R4), [V6.D2]
	VLD1   (R5), [V7.D2]
	FMAXD2(8, 4, 5)
	FMAXD2(8, 8, 6)
	FMAXD2(8, 8, 7)
	VEOR   V9.B16, V9.B16, V9.B16
	ADDEXP(4)
	ADDEXP(5)
	ADDEXP(6)
	ADDEXP(7)

	// log, as in package math: V9 = x, V1 = k, V2 = f1
	ALLD(0x000fffffffffffff, V16)
	ALLD(0x3fe6a09e667f3bcd, V17) // √½
	ALLD(0x3fe62e42fee00000, V18) // ln 2 and what is lost of it
	ALLD(0x3dea39ef35793c76, V19)
	ALLD(0x3fe5555555555593, V20) // the series of log
	ALLD(0x3fd999999997fa04, V21)
	ALLD(0x3fd2492494229359, V22)
	ALLD(0x3fcc71c51d8e78af, V23)
	ALLD(0x3fc7466496cb03de, V24)
	ALLD(0x3fc39a09d078c69f, V25)
	ALLD(0x3fc2f112df3e5244, V31)
	ALLD(0x3fe, V29)
	AND(2, 9, 16)
	ORR(2, 2, 26)
	USHR52D2(1, 9)
	SUBD2(1, 1, 29)
	SCVTFD2(1, 1)
	FCMGED2(0, 17, 2) // √½ is not below f1
	AND(3, 0, 27)
	FSUBD2(1, 1, 3)
	FADDD2(3, 3, 27)
	FMULD2(2, 2, 3)
	FSUBD2(2, 2, 27)  // f
	FADDD2(0, 2, 28)
	FDIVD2(3, 2, 0)   // s
	FMULD2(4, 3, 3)   // s2
	FMULD2(5, 4, 4)   // s4
	FMULD2(6, 5, 31)
	FADDD2(6, 6, 24)
	FMULD2(6, 6, 5)
	FADDD2(6, 6, 22)
	FMULD2(6, 6, 5)
	FADDD2(6, 6, 20)
	FMULD2(4, 4, 6)   // t1
	FMULD2(6, 5, 25)
	FADDD2(6, 6, 23)
	FMULD2(6, 6, 5)
	FADDD2(6, 6, 21)
	FMULD2(5, 5, 6)   // t2
	FADDD2(4, 4, 5)   // R
	FMULD2(0, 2, 26)
	FMULD2(0, 0, 2)   // hfsq
	FADDD2(4, 4, 0)
	FMULD2(3, 3, 4)
	FMULD2(4, 1, 19)
	FADDD2(3, 3, 4)
	FSUBD2(0, 0, 3)
	FSUBD2(0, 0, 2)
	FMULD2(1, 1, 18)
	FSUBD2(1, 1, 0)
	FADDD2(8, 8, 1)
	VST1.P [V8.D2], 16(R0)
	SUB    $1, R2
	CBNZ   R2, half
	RET
