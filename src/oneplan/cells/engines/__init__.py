"""The engines that count: each gives exactly the same cells, and suits another size or another machine."""
