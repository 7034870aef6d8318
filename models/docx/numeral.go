package docx

import (
	"fmt"
	"strconv"
	"strings"
)

// numeral tells a number in one of Word's formats; those that this house never met are told in figures.
func numeral(format string, n int) string {
	switch format {
	case "chineseCounting", "taiwaneseCounting", "chineseCountingThousand", "taiwaneseCountingThousand",
		"japaneseCounting", "koreanCounting":
		return chinese(n, "零一二三四五六七八九", "十百千", "万")
	case "chineseLegalSimplified":
		return chinese(n, "零壹贰叁肆伍陆柒捌玖", "拾佰仟", "万")
	case "ideographLegalTraditional", "japaneseLegal":
		return chinese(n, "零壹貳參肆伍陸柒捌玖", "拾佰仟", "萬")
	case "ideographDigital", "taiwaneseDigital", "japaneseDigitalTenThousand", "koreanDigital":
		return digits(n, "〇一二三四五六七八九")
	case "decimalFullWidth", "decimalFullWidth2":
		return digits(n, "０１２３４５６７８９")
	case "decimalEnclosedCircle", "decimalEnclosedCircleChinese":
		return oneOf(n, "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳㉑㉒㉓㉔㉕㉖㉗㉘㉙㉚㉛㉜㉝㉞㉟㊱㊲㊳㊴㊵㊶㊷㊸㊹㊺㊻㊼㊽㊾㊿")
	case "decimalEnclosedParen":
		return oneOf(n, "⑴⑵⑶⑷⑸⑹⑺⑻⑼⑽⑾⑿⒀⒁⒂⒃⒄⒅⒆⒇")
	case "decimalEnclosedFullstop":
		return oneOf(n, "⒈⒉⒊⒋⒌⒍⒎⒏⒐⒑⒒⒓⒔⒕⒖⒗⒘⒙⒚⒛")
	case "ideographEnclosedCircle":
		return oneOf(n, "㊀㊁㊂㊃㊄㊅㊆㊇㊈㊉")
	case "ideographTraditional":
		return oneOf(n, "甲乙丙丁戊己庚辛壬癸")
	case "ideographZodiac":
		return oneOf(n, "子丑寅卯辰巳午未申酉戌亥")
	case "upperLetter":
		return letters(n, 'A')
	case "lowerLetter":
		return letters(n, 'a')
	case "upperRoman":
		return roman(n)
	case "lowerRoman":
		return strings.ToLower(roman(n))
	case "decimalZero":
		return fmt.Sprintf("%02d", n)
	case "none", "bullet":
		return ""
	}
	return strconv.Itoa(n)
}

func oneOf(n int, signs string) string {
	all := []rune(signs)
	if n < 1 || n > len(all) {
		return strconv.Itoa(n)
	}
	return string(all[n-1])
}

func digits(n int, ten string) string {
	signs := []rune(ten)
	return strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return r
		}
		return signs[r-'0']
	}, strconv.Itoa(n))
}

// chinese counts as one speaks: 十, 二十一, 一百零三; ones, then tens to thousands, then ten thousand.
func chinese(n int, ones, tens, myriad string) string {
	if n < 0 || n > 9999_9999 {
		return strconv.Itoa(n)
	}
	digit, unit := []rune(ones), []rune(tens)
	if n == 0 {
		return string(digit[0])
	}
	if n >= 10_000 {
		s := chinese(n/10_000, ones, tens, myriad) + myriad
		if rest := n % 10_000; rest > 0 {
			if rest < 1000 {
				s += string(digit[0])
			}
			s += chinese(rest, ones, tens, myriad)
		}
		return s
	}
	var b strings.Builder
	gap := false
	for i, size := 3, 1000; i >= 0; i, size = i-1, size/10 {
		d := n / size % 10
		if d == 0 {
			gap = b.Len() > 0
			continue
		}
		if gap {
			b.WriteRune(digit[0])
			gap = false
		}
		if d != 1 || i != 1 || b.Len() > 0 || digit[1] != '一' {
			b.WriteRune(digit[d])
		}
		if i > 0 {
			b.WriteRune(unit[i-1])
		}
	}
	return b.String()
}

// letters counts a … z, aa, bb … as Word does.
func letters(n int, first rune) string {
	if n < 1 || n > 26*20 {
		return strconv.Itoa(n)
	}
	return strings.Repeat(string(first+rune((n-1)%26)), (n-1)/26+1)
}

func roman(n int) string {
	if n < 1 || n > 3999 {
		return strconv.Itoa(n)
	}
	var b strings.Builder
	for _, r := range []struct {
		n    int
		sign string
	}{{1000, "M"}, {900, "CM"}, {500, "D"}, {400, "CD"}, {100, "C"}, {90, "XC"}, {50, "L"}, {40, "XL"}, {10, "X"}, {9, "IX"}, {5, "V"}, {4, "IV"}, {1, "I"}} {
		for n >= r.n {
			b.WriteString(r.sign)
			n -= r.n
		}
	}
	return b.String()
}
