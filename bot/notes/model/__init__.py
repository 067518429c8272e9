"""Notes and answers by a language model: it names lines, and we copy what stands in them."""
