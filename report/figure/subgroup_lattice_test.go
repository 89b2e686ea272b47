package figure

import "testing"

func subgroupLatticeExample(t pick) SubgroupLattice {
	women, rural, old := t("sex: women", "性别：女"), t("household: rural", "户籍：农村"), t("age: 60 and over", "年龄：60 岁及以上")
	node := func(rate float64, printed, n string, conditions ...string) LatticeNode {
		return LatticeNode{Conditions: conditions, Rate: rate, Printed: printed, N: n}
	}
	return SubgroupLattice{
		Text: Text{
			Title:       t("Selection rate of a subgroup and of the groups above it", "子群体及其上级群体的选择率"),
			Description: t("The rate falls with every condition.", "每增加一个条件，比率都下降。"),
		},
		Min: 0.2, Max: 0.6, Undrawn: t("not defined", "无定义"),
		Levels: []LatticeLevel{
			{t("Everybody", "全体"), []LatticeNode{{Label: t("Everybody", "全体人员"), Rate: 0.52, Printed: "52.0%", N: "n = 20,114"}}},
			{t("One condition", "一个条件"), []LatticeNode{
				node(0.49, "49.0%", "n = 10,020", women), node(0.45, "45.1%", "n = 6,140", rural), node(0.5, "50.2%", "n = 4,001", old),
			}},
			{t("Two conditions", "两个条件"), []LatticeNode{
				node(0.38, "38.2%", "n = 3,020", women, rural), node(0.44, "44.0%", "n = 2,140", women, old), node(0.35, "35.3%", "n = 1,201", rural, old),
			}},
			{t("The subgroup", "该子群体"), []LatticeNode{node(0.22, "22.4%", "n = 580", women, rural, old)}},
		},
	}
}

// A group stands below those of which it has all conditions, and below no others.
func TestRefines(t *testing.T) {
	n := LatticeNode{Conditions: []string{"a", "b"}}
	for _, c := range []struct {
		parent []string
		want   bool
	}{{nil, true}, {[]string{"a"}, true}, {[]string{"b"}, true}, {[]string{"c"}, false}, {[]string{"a", "c"}, false}} {
		if got := refines(n, LatticeNode{Conditions: c.parent}); got != c.want {
			t.Errorf("below %v: %v, want %v", c.parent, got, c.want)
		}
	}
}

// A group whose conditions are not as many as its level has is a fault of the caller, not a wrong picture.
func TestLatticeRefusesAWrongLevel(t *testing.T) {
	f := SubgroupLattice{Levels: []LatticeLevel{{Nodes: []LatticeNode{{Conditions: []string{"a"}}}}}}
	if _, err := Lay(f, Options{}); err == nil {
		t.Error("drawn")
	}
}

// lattice is a random lattice: every level has groups with as many conditions as its place.
func (m maker) lattice(text Text) Figure {
	f := SubgroupLattice{Text: text, Undrawn: m.label("undrawn"), Min: m.share("min"), Max: m.share("max")}
	for i := range m.to(4, "levels") {
		level := LatticeLevel{Label: m.label("level")}
		for range m.to(6, "nodes") {
			n := LatticeNode{Label: m.label("label"), Rate: m.number("rate"), Printed: m.label("printed"), N: m.label("n")}
			for range i {
				n.Conditions = append(n.Conditions, m.label("condition"))
			}
			level.Nodes = append(level.Nodes, n)
		}
		f.Levels = append(f.Levels, level)
	}
	return f
}
