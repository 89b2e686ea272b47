package jsonrec

// skipArray passes over an array that is not wanted, but checks it.
func (p *parser) skipArray(n *node, depth int) error {
	if depth > p.depth {
		return p.deep(n)
	}
	p.i++
	c, err := p.space()
	if err != nil {
		return err
	}
	if c == ']' {
		p.i++
		return nil
	}
	for {
		if err := p.skip(n, c, depth); err != nil {
			return err
		}
		if c, err = p.space(); err != nil {
			return err
		}
		switch c {
		case ']':
			p.i++
			return nil
		case ',':
			p.i++
		default:
			return p.bad(n)
		}
		if c, err = p.space(); err != nil {
			return err
		}
	}
}

// skipObject passes over an object within an array that is not wanted.
func (p *parser) skipObject(n *node, depth int) error {
	if depth > p.depth {
		return p.deep(n)
	}
	p.i++
	c, err := p.space()
	if err != nil {
		return err
	}
	if c == '}' {
		p.i++
		return nil
	}
	for {
		if c != '"' {
			return p.bad(n)
		}
		if _, err := p.text(); err != nil {
			return p.in(n, err)
		}
		if c, err = p.space(); err != nil {
			return err
		}
		if c != ':' {
			return p.bad(n)
		}
		p.i++
		if c, err = p.space(); err != nil {
			return err
		}
		if err := p.skip(n, c, depth); err != nil {
			return err
		}
		if c, err = p.space(); err != nil {
			return err
		}
		p.i++
		if c == '}' {
			return nil
		}
		if c != ',' {
			p.i--
			return p.bad(n)
		}
		if c, err = p.space(); err != nil {
			return err
		}
	}
}

// skip passes over the value that begins with c.
func (p *parser) skip(n *node, c byte, depth int) error {
	switch c {
	case '{':
		return p.skipObject(n, depth+1)
	case '[':
		return p.skipArray(n, depth+1)
	case 'n':
		return p.word(n, "null")
	}
	_, err := p.scalar(n, c)
	return err
}
