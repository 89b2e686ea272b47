package analysis

import "sync"

// Parallel calls f for every number below n, on at most so many goroutines. f must write to a place of its own for every number,
// so that the result does not depend on how many there are.
func Parallel(workers, n int, f func(i int)) {
	var wg sync.WaitGroup
	workers = max(1, min(workers, n))
	for w := range workers {
		wg.Go(func() {
			for i := w; i < n; i += workers {
				f(i)
			}
		})
	}
	wg.Wait()
}
