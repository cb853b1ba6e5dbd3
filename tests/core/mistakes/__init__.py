"""Mistakes that people make, each as a picture of the file with what is found in it, and the file when it is mended."""
