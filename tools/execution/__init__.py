"""Execute notebooks: reduced, in full to publish them, and alone as in Colab."""
