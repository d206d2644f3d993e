"""Calls of nnutils' public functions that can't be answered, by the function and by what the error says."""

import bad_input_data
import bad_input_numbers

ROWS = {**bad_input_data.ROWS, **bad_input_numbers.ROWS}
