// Package stemma holds nothing but the tests of the whole house: see doc/tour.md for what stands where.
package stemma
