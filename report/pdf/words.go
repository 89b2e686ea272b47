package pdf

// words are texts that only a PDF file has; everything else comes with the document.
type words struct {
	annex     string // heading of the data tables that repeat a figure
	signature string // name of the signature field
}

func wordsFor(lang string) words {
	if isChinese(lang) {
		return words{annex: "附：各图数据", signature: "签发机关电子签名"}
	}
	return words{annex: "Data of the figures", signature: "Digital signature of the issuing office"}
}
