package borrowck

// denseSet is a set of small ints, one bit each; its size is fixed when it is made.
type denseSet []uint64

func newDenseSet(size int) denseSet { return make(denseSet, (size+63)/64) }

func (s denseSet) has(i int) bool { return s[i>>6]&(1<<(i&63)) != 0 }
func (s denseSet) add(i int)      { s[i>>6] |= 1 << (i & 63) }

// addRange adds 0 to n-1.
func (s denseSet) addRange(n int) {
	for w := range n >> 6 {
		s[w] = ^uint64(0)
	}
	if n&63 != 0 {
		s[n>>6] |= 1<<(n&63) - 1
	}
}

// union adds the members of o, which has the same size.
func (s denseSet) union(o denseSet) {
	for i, w := range o {
		s[i] |= w
	}
}
