// Package record holds the parts that every record's page is made of: the box of the next step with its
// form, the controls of forms, the timeline, clocks and files. What kind of record it is, the caller says;
// labels come from field.<kind>.<name>, steps from <kind>.step.<step> and <kind>.do.<step>, hints from
// <kind>.hint.<name> where there is one.
package record
