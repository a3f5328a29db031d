# Forecasts of pending cases in R. First: scotus-forecast predict docket.csv --csv forecasts.csv
forecasts <- read.csv("forecasts.csv", colClasses = c(docket = "character"))

# The surest and the closest case.
forecasts <- forecasts[order(-abs(forecasts$p_reverse - 0.5)), ]
print(forecasts[c(1, nrow(forecasts)), c("docket", "case_name", "p_reverse")])

# Mean chance of each justice to vote to reverse.
justices <- setdiff(grep("^p_", names(forecasts), value = TRUE), "p_reverse")
print(sort(colMeans(forecasts[justices], na.rm = TRUE), decreasing = TRUE))
