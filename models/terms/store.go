package terms

import "gorm.io/gorm"

// Load reads all lists as they stand for this handle, so that a transaction sees its own changes.
func Load(q *gorm.DB) (Set, error) {
	var all []Term
	if err := q.Find(&all).Error; err != nil {
		return Set{}, err
	}
	return newSet(all), nil
}
