package parquetfile

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"math/big"
	"strconv"
	"strings"
	"time"

	"github.com/parquet-go/parquet-go/deprecated"
	"github.com/parquet-go/parquet-go/encoding"
	"github.com/parquet-go/parquet-go/format"
)

// A texter appends the text of value i of a page or dictionary.
type texter func(dst []byte, v *encoding.Values, i int) ([]byte, error)

// errRange says that a page has fewer values than it states.
var errRange = errors.New("a page has fewer values than it states")

// textOf returns how values of a column become text.
func textOf(e *format.SchemaElement) (texter, error) {
	unsupported := func(what string) (texter, error) {
		return nil, fmt.Errorf("the column has the type %s, which is not read", what)
	}
	switch e.Type.V {
	case format.Boolean:
		return boolean, nil
	case format.Int32, format.Int64:
		return integerText(e)
	case format.Int96:
		return int96, nil
	case format.Float:
		return float32Text, nil
	case format.Double:
		return float64Text, nil
	case format.ByteArray:
		if d, ok := decimalScale(e); ok {
			return func(dst []byte, v *encoding.Values, i int) ([]byte, error) {
				b, err := bytesAt(v, i)
				return appendBig(dst, b, d), err
			}, nil
		}
		switch e.LogicalType.Value.(type) {
		case *format.BsonType, *format.VariantType, *format.GeometryType, *format.GeographyType:
			return unsupported(e.LogicalType.String())
		}
		return raw, nil
	case format.FixedLenByteArray:
		return fixedText(e, unsupported)
	}
	return unsupported(e.Type.V.String())
}

// converted returns the converted type, which older writers state instead of a logical one.
func converted(e *format.SchemaElement) deprecated.ConvertedType {
	if !e.ConvertedType.Valid {
		return -1
	}
	return e.ConvertedType.V
}

// decimalScale returns the number of decimal places of a decimal column.
func decimalScale(e *format.SchemaElement) (int, bool) {
	if d, ok := e.LogicalType.Value.(*format.DecimalType); ok {
		return clampScale(d.Scale), true
	}
	return clampScale(e.Scale.V), converted(e) == deprecated.Decimal
}

// clampScale keeps a damaged scale from filling memory with zeros; real ones are at most 76.
func clampScale(scale int32) int { return int(max(0, min(scale, 1000))) }

// integerText returns the text of an INT32 or INT64 column by its logical or converted type.
func integerText(e *format.SchemaElement) (texter, error) {
	if scale, ok := decimalScale(e); ok {
		return onInt(func(dst []byte, n int64) ([]byte, error) {
			return appendScaled(dst, strconv.FormatInt(n, 10), scale), nil
		}), nil
	}
	switch t := e.LogicalType.Value.(type) {
	case *format.IntType:
		return integer(t.IsSigned, e.Type.V), nil
	case *format.DateType:
		return onInt(appendDate), nil
	case *format.TimeType:
		return onInt(clock(unit(t.Unit))), nil
	case *format.TimestampType:
		return onInt(timestamp(unit(t.Unit), t.IsAdjustedToUTC)), nil
	}
	switch converted(e) {
	case deprecated.Date:
		return onInt(appendDate), nil
	case deprecated.TimeMillis:
		return onInt(clock(time.Millisecond)), nil
	case deprecated.TimeMicros:
		return onInt(clock(time.Microsecond)), nil
	case deprecated.TimestampMillis:
		return onInt(timestamp(time.Millisecond, true)), nil
	case deprecated.TimestampMicros:
		return onInt(timestamp(time.Microsecond, true)), nil
	case deprecated.Uint8, deprecated.Uint16, deprecated.Uint32, deprecated.Uint64:
		return integer(false, e.Type.V), nil
	}
	return integer(true, e.Type.V), nil
}

// unit returns the unit of a time or timestamp.
func unit(u format.TimeUnit) time.Duration {
	switch u.Value.(type) {
	case *format.MilliSeconds:
		return time.Millisecond
	case *format.MicroSeconds:
		return time.Microsecond
	}
	return time.Nanosecond
}

// intAt returns value i of an INT32 or INT64 column.
func intAt(v *encoding.Values, i int) (int64, error) {
	data, _ := v.Data()
	switch v.Kind() {
	case encoding.Int32:
		if len(data)/4 > i {
			return int64(int32(binary.LittleEndian.Uint32(data[4*i:]))), nil
		}
	case encoding.Int64:
		if len(data)/8 > i {
			return int64(binary.LittleEndian.Uint64(data[8*i:])), nil
		}
	}
	return 0, errRange
}

func onInt(text func(dst []byte, n int64) ([]byte, error)) texter {
	return func(dst []byte, v *encoding.Values, i int) ([]byte, error) {
		n, err := intAt(v, i)
		if err != nil {
			return dst, err
		}
		return text(dst, n)
	}
}

func integer(signed bool, t format.Type) texter {
	return onInt(func(dst []byte, n int64) ([]byte, error) {
		switch {
		case signed:
			return strconv.AppendInt(dst, n, 10), nil
		case t == format.Int32:
			return strconv.AppendUint(dst, uint64(uint32(n)), 10), nil
		}
		return strconv.AppendUint(dst, uint64(n), 10), nil
	})
}

// errYear says that a day has no ISO date of four digits.
var errYear = errors.New("a date lies outside of the years 1 to 9999")

const secondsADay = 24 * 60 * 60

// appendDate appends a day counted from 1970-01-01.
func appendDate(dst []byte, days int64) ([]byte, error) {
	t := time.Unix(days*secondsADay, 0).UTC()
	if y := t.Year(); y < 1 || y > 9999 || days > 1<<31 || days < -1<<31 {
		return dst, errYear
	}
	return t.AppendFormat(dst, "2006-01-02"), nil
}

// clock appends a time of day.
func clock(unit time.Duration) func(dst []byte, n int64) ([]byte, error) {
	return func(dst []byte, n int64) ([]byte, error) {
		if n < 0 || n >= int64(24*time.Hour/unit) {
			return dst, errors.New("a time of day is not within one day")
		}
		return time.Unix(0, n*int64(unit)).UTC().AppendFormat(dst, "15:04:05.999999999"), nil
	}
}

// timestamp appends a time counted from 1970-01-01T00:00:00, with a Z where it is one of UTC and not of a place.
func timestamp(unit time.Duration, utc bool) func(dst []byte, n int64) ([]byte, error) {
	perSecond := int64(time.Second / unit)
	return func(dst []byte, n int64) ([]byte, error) {
		seconds := n / perSecond
		rest := n % perSecond
		return appendTime(dst, time.Unix(seconds, rest*int64(unit)), utc)
	}
}

func appendTime(dst []byte, t time.Time, utc bool) ([]byte, error) {
	t = t.UTC()
	if y := t.Year(); y < 1 || y > 9999 {
		return dst, errYear
	}
	dst = t.AppendFormat(dst, "2006-01-02T15:04:05.999999999")
	if utc {
		dst = append(dst, 'Z')
	}
	return dst, nil
}

// int96 appends the old form of a timestamp: nanoseconds of the day and a Julian day. Writers disagree on the zone, so none is
// stated.
func int96(dst []byte, v *encoding.Values, i int) ([]byte, error) {
	const size, julianEpoch = 12, 2440588 // Julian day of 1970-01-01
	data, _ := v.Data()
	if v.Kind() != encoding.Int96 || len(data)/size <= i {
		return dst, errRange
	}
	nanos := binary.LittleEndian.Uint64(data[size*i:])
	day := binary.LittleEndian.Uint32(data[size*i+8:])
	if nanos >= secondsADay*1e9 {
		return dst, errors.New("a time of day is not within one day")
	}
	return appendTime(dst, time.Unix((int64(day)-julianEpoch)*secondsADay, int64(nanos)), false)
}

func boolean(dst []byte, v *encoding.Values, i int) ([]byte, error) {
	data, _ := v.Data()
	if v.Kind() != encoding.Boolean || len(data) <= i/8 {
		return dst, errRange
	}
	return strconv.AppendBool(dst, data[i/8]>>(i%8)&1 == 1), nil
}

func float32Text(dst []byte, v *encoding.Values, i int) ([]byte, error) {
	data, _ := v.Data()
	if v.Kind() != encoding.Float || len(data)/4 <= i {
		return dst, errRange
	}
	return appendFloat(dst, float64(math.Float32frombits(binary.LittleEndian.Uint32(data[4*i:]))), 32), nil
}

func float64Text(dst []byte, v *encoding.Values, i int) ([]byte, error) {
	data, _ := v.Data()
	if v.Kind() != encoding.Double || len(data)/8 <= i {
		return dst, errRange
	}
	return appendFloat(dst, math.Float64frombits(binary.LittleEndian.Uint64(data[8*i:])), 64), nil
}

// appendFloat appends the shortest decimal, as ECMAScript chooses between the forms with and without an exponent.
func appendFloat(dst []byte, x float64, bits int) []byte {
	switch a := math.Abs(x); {
	case math.IsNaN(x):
		return append(dst, "NaN"...)
	case math.IsInf(x, 1):
		return append(dst, "Infinity"...)
	case math.IsInf(x, -1):
		return append(dst, "-Infinity"...)
	case x == 0:
		return append(dst, '0')
	case a >= 1e-6 && a < 1e21:
		return strconv.AppendFloat(dst, x, 'f', -1, bits)
	}
	return strconv.AppendFloat(dst, x, 'g', -1, bits)
}

// bytesAt returns value i of a BYTE_ARRAY or FIXED_LEN_BYTE_ARRAY column.
func bytesAt(v *encoding.Values, i int) ([]byte, error) {
	data, offsets := v.Data()
	if v.Kind() == encoding.FixedLenByteArray {
		_, size := v.FixedLenByteArray()
		if size <= 0 || len(data)/size <= i {
			return nil, errRange
		}
		return data[i*size : (i+1)*size], nil
	}
	if v.Kind() != encoding.ByteArray || len(offsets) < i+2 || offsets[i] > offsets[i+1] || int64(offsets[i+1]) > int64(len(data)) {
		return nil, errRange
	}
	return data[offsets[i]:offsets[i+1]], nil
}

func raw(dst []byte, v *encoding.Values, i int) ([]byte, error) {
	b, err := bytesAt(v, i)
	return append(dst, b...), err
}

// fixedText returns the text of a FIXED_LEN_BYTE_ARRAY column.
func fixedText(e *format.SchemaElement, unsupported func(string) (texter, error)) (texter, error) {
	if scale, ok := decimalScale(e); ok {
		return func(dst []byte, v *encoding.Values, i int) ([]byte, error) {
			b, err := bytesAt(v, i)
			return appendBig(dst, b, scale), err
		}, nil
	}
	switch e.LogicalType.Value.(type) {
	case *format.UUIDType:
		return uuid, nil
	case *format.Float16Type:
		return float16, nil
	}
	if converted(e) == deprecated.Interval {
		return unsupported("INTERVAL")
	}
	return raw, nil
}

func uuid(dst []byte, v *encoding.Values, i int) ([]byte, error) {
	b, err := bytesAt(v, i)
	if err != nil || len(b) != 16 {
		return dst, errRange
	}
	return fmt.Appendf(dst, "%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:]), nil
}

func float16(dst []byte, v *encoding.Values, i int) ([]byte, error) {
	b, err := bytesAt(v, i)
	if err != nil || len(b) != 2 {
		return dst, errRange
	}
	h := binary.LittleEndian.Uint16(b)
	sign, exponent, fraction := 1-2*float64(h>>15), int(h>>10&31), float64(h&1023)
	switch {
	case exponent == 31 && fraction != 0:
		return appendFloat(dst, math.NaN(), 32), nil
	case exponent == 31:
		return appendFloat(dst, math.Inf(int(sign)), 32), nil
	case exponent == 0:
		return appendFloat(dst, sign*math.Ldexp(fraction, -24), 32), nil
	}
	return appendFloat(dst, sign*math.Ldexp(1024+fraction, exponent-25), 32), nil
}

// appendBig appends a decimal whose digits are a big-endian number in two's complement.
func appendBig(dst, b []byte, scale int) []byte {
	n := new(big.Int).SetBytes(b)
	if len(b) > 0 && b[0] >= 0x80 {
		n.Sub(n, new(big.Int).Lsh(big.NewInt(1), uint(8*len(b))))
	}
	return appendScaled(dst, n.String(), scale)
}

// appendScaled appends a whole number with a decimal point scale digits from its end. All places are kept: 1.50 has two.
func appendScaled(dst []byte, digits string, scale int) []byte {
	if digits[0] == '-' {
		dst = append(dst, '-')
		digits = digits[1:]
	}
	if n := scale + 1 - len(digits); n > 0 {
		digits = strings.Repeat("0", n) + digits
	}
	dst = append(dst, digits[:len(digits)-scale]...)
	if scale > 0 {
		dst = append(dst, '.')
		dst = append(dst, digits[len(digits)-scale:]...)
	}
	return dst
}
