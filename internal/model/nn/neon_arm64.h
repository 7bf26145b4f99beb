// Instructions on vectors that the assembler does not know, by the numbers of
// their registers: first the one that is written. Those that end in S are on four
// numbers of 32 bits, those that end in D on two of 64.

#define OP3(code, d, n, m) WORD $((code) | (m)<<16 | (n)<<5 | (d))
#define OP2(code, d, n) WORD $((code) | (n)<<5 | (d))

#define COPY(d, n) OP3(0x4ea01c00, d, n, n)

#define FADDS4(d, n, m) OP3(0x4e20d400, d, n, m)
#define FSUBS4(d, n, m) OP3(0x4ea0d400, d, n, m)
#define FMULS4(d, n, m) OP3(0x6e20dc00, d, n, m)
#define FDIVS4(d, n, m) OP3(0x6e20fc00, d, n, m)
#define FMLAS4(d, n, m) OP3(0x4e20cc00, d, n, m)
#define FMAXS4(d, n, m) OP3(0x4e20f400, d, n, m)
#define FMAXNMS4(d, n, m) OP3(0x4e20c400, d, n, m)
#define FMINNMS4(d, n, m) OP3(0x4ea0c400, d, n, m)
#define ADDS4(d, n, m) OP3(0x4ea08400, d, n, m)
#define FABSS4(d, n) OP2(0x4ea0f800, d, n)
#define FRINTNS4(d, n) OP2(0x4e218800, d, n)
#define FCVTNSS4(d, n) OP2(0x4e21a800, d, n)
#define SCVTFS4(d, n) OP2(0x4e21d800, d, n)
#define SHL23S4(d, n) OP2(0x4f375400, d, n)

// FMAXVS is the largest of four numbers.
#define FMAXVS(d, n) OP2(0x6e30f800, d, n)

// With number i of m.
#define AT(i) (((i)&1)<<21 | ((i)>>1)<<11)
#define FMULAT(d, n, m, i) OP3(0x4f809000 | AT(i), d, n, m)
#define FMLAAT(d, n, m, i) OP3(0x4f801000 | AT(i), d, n, m)

// SDOTAT adds the products of the bytes of n, four by four, with the four bytes
// at i of m.
#define SDOTAT(d, n, m, i) OP3(0x4f80e000 | AT(i), d, n, m)

// Numbers of 8 and 16 bits made longer, the first half of them or the second.
#define SXTLB(d, n) OP2(0x0f08a400, d, n)
#define SXTLB2(d, n) OP2(0x4f08a400, d, n)
#define SXTLH(d, n) OP2(0x0f10a400, d, n)
#define SXTLH2(d, n) OP2(0x4f10a400, d, n)

// Numbers of 32 and 16 bits made shorter, to the first half or the second.
#define SQXTNS(d, n) OP2(0x0e614800, d, n)
#define SQXTNS2(d, n) OP2(0x4e614800, d, n)
#define SQXTNH(d, n) OP2(0x0e214800, d, n)
#define SQXTNH2(d, n) OP2(0x4e214800, d, n)

#define FADDD2(d, n, m) OP3(0x4e60d400, d, n, m)
#define FSUBD2(d, n, m) OP3(0x4ee0d400, d, n, m)
#define FMULD2(d, n, m) OP3(0x6e60dc00, d, n, m)
#define FDIVD2(d, n, m) OP3(0x6e60fc00, d, n, m)
#define FMLAD2(d, n, m) OP3(0x4e60cc00, d, n, m)
#define FMLSD2(d, n, m) OP3(0x4ee0cc00, d, n, m)
#define FMAXD2(d, n, m) OP3(0x4e60f400, d, n, m)
#define FCMGED2(d, n, m) OP3(0x6e60e400, d, n, m)
#define FCMGTD2(d, n, m) OP3(0x6ee0e400, d, n, m)
#define ADDD2(d, n, m) OP3(0x4ee08400, d, n, m)
#define SUBD2(d, n, m) OP3(0x6ee08400, d, n, m)
#define AND(d, n, m) OP3(0x4e201c00, d, n, m)
#define ORR(d, n, m) OP3(0x4ea01c00, d, n, m)
#define FRINTND2(d, n) OP2(0x4e618800, d, n)
#define FCVTNSD2(d, n) OP2(0x4e61a800, d, n)
#define SCVTFD2(d, n) OP2(0x4e61d800, d, n)
#define SHL52D2(d, n) OP2(0x4f745400, d, n)
#define USHR52D2(d, n) OP2(0x6f4c0400, d, n)

// ALLS and ALLD set all numbers of a vector; R25 is lost.
#define ALLS(bits, v) \
	MOVW $bits, R25 \
	VDUP R25, v.S4

#define ALLD(bits, v) \
	MOVD $bits, R25 \
	VDUP R25, v.D2
