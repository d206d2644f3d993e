"""Make the editions for a class: chapters without solutions for students, with solutions for teachers."""
