"""Walk-forward, prediction frames, scores, paired inference, calibration, audit."""
