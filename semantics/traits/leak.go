package traits

import "drop-lsp/semantics/types"

// This file: the leak check (rustc's leak_check): a where clause does not fit a goal
// `for<'x> T: Trait<'x>` if it fits for one 'x only. What fits by an impl is left to the
// regions' solver.

// leaks reports whether what a match asks of regions asks a placeholder of the goal's own
// binder to outlive something that was there before it, or another placeholder.
func (c *Ctx) leaks(asked []types.Outlives) bool {
	if c.leakFrom == 0 || len(asked) == 0 {
		return false
	}
	shorter := map[types.Region][]types.Region{}
	for _, o := range asked {
		shorter[o.Longer] = append(shorter[o.Longer], o.Shorter)
	}
	for r := range shorter {
		if r.Kind == types.RePlaceholder && r.Depth >= c.leakFrom && c.leaksFrom(r, shorter) {
			return true
		}
	}
	return false
}

// leaksFrom follows what a placeholder must outlive.
func (c *Ctx) leaksFrom(p types.Region, shorter map[types.Region][]types.Region) bool {
	seen := map[types.Region]bool{p: true}
	queue := []types.Region{p}
	for len(queue) > 0 {
		r := queue[0]
		queue = queue[1:]
		if r != p && (r.Kind != types.ReVar || c.Table.Universe(r.Index) < p.Depth) && r.Kind != types.ReErased {
			return true
		}
		for _, s := range shorter[r] {
			if !seen[s] {
				seen[s] = true
				queue = append(queue, s)
			}
		}
	}
	return false
}
