// Package association measures how much one column tells of another: categories against groups, numbers against groups, and
// decisions of many classes. It finds stand-ins for a protected attribute, and the least that any classifier must err.
//
// It does not know which column is protected, or whether a stand-in is used. It sees contingency tables, never people.
package association
