// Package complaint holds the pages of complaints: list, registering, record, steps, import. It turns
// forms into inputs of the use cases and their answers into words; every rule, who may do what included,
// lies in models/complaint.
package complaint
