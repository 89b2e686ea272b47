package table

// SheetName is sheetName, for names that no table of the package has.
var SheetName = sheetName
