"""The sample firm: six invented cases, made by the real acts, so that a visitor sees the product alive."""
