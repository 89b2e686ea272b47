package tagged

import (
	"image/color"

	"github.com/boombuler/barcode/qr"
)

// QRCode returns the modules of a QR code of level M (ISO/IEC 18004) by row, true for dark ones; it is false when the text is too
// long for a code.
func QRCode(text string) (modules [][]bool, ok bool) {
	code, err := qr.Encode(text, qr.M, qr.Unicode)
	if err != nil {
		return nil, false
	}
	n := code.Bounds().Dx()
	for y := range n {
		row := make([]bool, n)
		for x := range row {
			r, _, _, _ := code.At(x, y).RGBA()
			row[x] = r < 0x8000
		}
		modules = append(modules, row)
	}
	return modules, true
}

// Modules paints the modules of a code in a square.
func (p *Page) Modules(modules [][]bool, left, top, side float64, c color.NRGBA) {
	d := side / float64(len(modules))
	for y, row := range modules {
		for x := 0; x < len(row); x++ {
			from := x
			for x < len(row) && row[x] {
				x++
			}
			if x > from { // neighbours are one rectangle, so that no viewer shows seams between them
				p.Rect(left+float64(from)*d, top+float64(y)*d, float64(x-from)*d, d, c)
			}
		}
	}
}
