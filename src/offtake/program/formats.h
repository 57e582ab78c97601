// Programs as text that other solvers read.
//
// MPS holds any name but for spaces; the LP format holds few characters. Both write what they
// cannot hold in a way that leads back (decode_lp_name):
//   in LP    [ ] -  become  ( ) ~ :  sign[oracle-4.5gw,2027Q1,high] is
//   sign(oracle~4.5gw,2027Q1,high) in both  any other byte that cannot stand there is %XX, in
//   hexadecimal digits; so is the first
//            one of a name that would be taken for a number or a keyword;
//            a name that an earlier one has already ends in %_ and its index.
// What has no name is x0, x1, … or r0, r1, ….
#pragma once

#include <string>
#include <string_view>

#include "offtake/base/result.h"
#include "offtake/program/linear_program.h"

namespace offtake {

// Free-format MPS. Numbers come back bit for bit, but for a row with two different finite bounds
// where no range in doubles leads from one to the other. A row without bounds is an N row, which
// readers may leave out; the objective is the first of them. A row's entries of one column are
// added up, zeros left out.
std::string write_mps(const LinearProgram& program);

// CPLEX LP format. Numbers come back bit for bit. Zeros are left out of rows. A row with two
// different finite bounds is two rows, the name of the second ending in %_most: HiGHS 1.15 reads
// "least <= … <= most" as something else without a word. read_lp() makes one of them again.
std::string write_lp(const LinearProgram& program);

// The linear part of the CPLEX LP format: objective, rows (also least <= … <= most), bounds,
// general and binary columns. Columns are in the order of their first appearance. `file` is for
// diagnostics. Errors: E0940 to E0946, with their place.
Result<LinearProgram> read_lp(std::string_view text, const std::string& file);

std::string encode_lp_name(std::string_view name);
std::string decode_lp_name(std::string_view written);

}  // namespace offtake
