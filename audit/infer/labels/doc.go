// Package labels asks how far labels and single decisions can be trusted: what missing labels could change, what misclassified
// ones do, whether annotators agree, whether a question is unfair to a group, and whether people alike are decided alike.
//
// It does not know which group is protected or how labels were made. All but the consistency of neighbours needs only counts.
package labels
