package resample

import (
	"cmp"
	"math"
	"slices"

	"auditd/audit/infer"
)

// DefaultGamma is the weight of the prior in the e-process: any positive one is valid.
const DefaultGamma = 0.18

// A Block is what happened since the last audit: events of people in two groups, whose sizes were fixed before.
type Block struct {
	A, B infer.Proportion
}

// An EProcess gathers evidence against equal rates over repeated audits. Under equal rates it exceeds 1/α with probability at
// most α, however often one looks: reject when it reaches 20 for 5 %. It may fall again; it is never started afresh. Its zero
// value is not ready; use NewEProcess. Turner, Ly and Grünwald 2024 (safe 2×2 tests); methods 4.11.
type EProcess struct {
	gamma float64
	a, b  infer.Proportion // earlier blocks together
	log   float64
}

// NewEProcess starts with no evidence. A gamma that is not positive is replaced by DefaultGamma.
func NewEProcess(gamma float64) *EProcess {
	if !(gamma > 0) || math.IsInf(gamma, 0) {
		gamma = DefaultGamma
	}
	return &EProcess{gamma: gamma}
}

// Add takes in the next block and returns its own e-value: what it says of the rates expected from the blocks before it. The
// first block, and one in which a group has nobody, say nothing and return 1. A block that cannot be is refused and changes
// nothing.
func (e *EProcess) Add(block Block) (float64, infer.Why) {
	for _, p := range []infer.Proportion{block.A, block.B} {
		if !(p.X >= 0 && p.X <= p.N) || math.IsInf(p.N, 0) {
			return 0, infer.WhyNotComputable
		}
	}
	log := 0.0
	if block.A.N > 0 && block.B.N > 0 {
		ra, rb := e.expected(e.a), e.expected(e.b)
		common := (block.A.N*ra + block.B.N*rb) / (block.A.N + block.B.N)
		log = logRatio(block.A, ra, common) + logRatio(block.B, rb, common)
	}
	e.log += log
	e.a.X, e.a.N = e.a.X+block.A.X, e.a.N+block.A.N
	e.b.X, e.b.N = e.b.X+block.B.X, e.b.N+block.B.N
	return math.Exp(log), infer.Defined
}

// Value returns the evidence so far: the product of the blocks' e-values, +Inf where it exceeds the largest float64.
func (e *EProcess) Value() float64 { return math.Exp(e.log) }

// LogValue returns its natural logarithm, which is always finite.
func (e *EProcess) LogValue() float64 { return e.log }

// P returns the anytime-valid p-value min(1, 1/E).
func (e *EProcess) P() float64 { return math.Min(1, math.Exp(-e.log)) }

func (e *EProcess) expected(before infer.Proportion) float64 {
	return (before.X + e.gamma) / (before.N + 2*e.gamma)
}

func logRatio(p infer.Proportion, expected, common float64) float64 {
	return p.X*math.Log(expected/common) + (p.N-p.X)*math.Log((1-expected)/(1-common))
}

// EBH returns which hypotheses the e-values reject with a false discovery rate of at most alpha, whatever their dependence: the
// k largest, for the largest k whose k-th e-value is at least m/(αk). NaN and negative values reject nothing and count in m.
// Wang and Ramdas 2022, Journal of the Royal Statistical Society B 84:822; methods 4.10 and 4.11.
func EBH(e []float64, alpha float64) []bool {
	rejected := make([]bool, len(e))
	if !(alpha > 0) {
		return rejected
	}
	order := make([]int, 0, len(e))
	for i, v := range e {
		if v >= 0 {
			order = append(order, i)
		}
	}
	slices.SortStableFunc(order, func(i, j int) int { return cmp.Compare(e[j], e[i]) })
	most := 0
	for k, i := range order {
		if e[i]*alpha*float64(k+1) >= float64(len(e)) {
			most = k + 1
		}
	}
	for _, i := range order[:most] {
		rejected[i] = true
	}
	return rejected
}
