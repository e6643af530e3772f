# Thefts a month in one neighborhood, read from the site. "withheld" and "missing" become NA, never zero.
site <- "http://localhost:8501"
calls <- read.csv(paste0(site, "/data/current/neighborhood-category-month.csv"), na.strings = c("withheld", "missing"))
here <- subset(calls, neighborhood == "whittier" & category == "theft")
print(tail(here[, c("month", "count")], 3), row.names = FALSE)
