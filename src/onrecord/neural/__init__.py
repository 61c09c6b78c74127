"""The model at work: the only part that imports onnxruntime and tokenizers."""
