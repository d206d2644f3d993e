"""What the test run needs beside pytest: reduced copies, comparison of outputs, warm kernels."""
