# What R says of many inputs, as JSON with 17 digits: the oracle of the lab's statistics.
#   Rscript packages/lab/test/r/fixtures.R > packages/lab/test/r/fixtures.json
# Where R's own packages have no such function, the formula of the paper is written out, by other means than the lab's.
suppressWarnings(suppressPackageStartupMessages({
  library(boot); library(exactRankTests); library(mvtnorm)
}))
options(warn = -1)
set.seed(20260101)

# JSON: a list with names is an object, one without an array; a number alone is a number, unless it is a vec().
vec <- function(x) structure(as.numeric(x), class = "vec")
number <- function(x) { stopifnot(all(is.finite(x))); sprintf("%.17g", x) }
quoted <- function(x) paste0('"', x, '"')
json <- function(x) {
  if (inherits(x, "vec")) return(paste0("[", paste(number(unclass(x)), collapse = ","), "]"))
  if (is.list(x)) {
    inner <- vapply(x, json, "")
    if (is.null(names(x))) return(paste0("[", paste(inner, collapse = ",\n"), "]"))
    return(paste0("{", paste(quoted(names(x)), inner, sep = ":", collapse = ","), "}"))
  }
  if (is.character(x)) return(if (length(x) == 1) quoted(x) else paste0("[", paste(quoted(x), collapse = ","), "]"))
  if (length(x) == 1) return(number(x))
  json(vec(x))
}
each <- function(cases, of) unname(lapply(cases, of))
ci <- function(x) vec(as.numeric(x))

# Samples: usual, tiny, tied, skewed, far from zero, tiny in scale, great in scale.
pairs <- list(
  list(rnorm(20), rnorm(25, 0.5, 2)), list(c(1, 2), c(3, 5)), list(c(1, 2, 3, 4), c(1.5, 2.5, 3.5, 9)),
  list(rexp(30), rexp(12)), list(1e9 + rnorm(15), 1e9 + rnorm(15, 1)), list(rnorm(10) * 1e-12, rnorm(10) * 1e-12),
  list(rnorm(8) * 1e15, rnorm(9) * 1e12), list(c(1, 1, 2, 2, 3, 3, 3, 7), c(2, 2, 3, 4, 4, 5, 7, 9)),
  list(round(rnorm(40), 1), round(rnorm(35, 0.3), 1)), list(c(0, 0, 0, 1), c(0, 1, 1, 1)),
  list(rnorm(3, 5), rnorm(60)), list(rt(45, 2), rt(45, 2)), list(c(5, 6, 7), c(1, 2, 3)))
matched <- c(
  Filter(function(p) length(p[[1]]) == length(p[[2]]) && sd(p[[1]] - p[[2]]) > 0, pairs),
  lapply(c(3, 5, 9, 30, 60), function(n) { x <- rnorm(n, 10); list(x, x + rnorm(n, 0.3, 0.5)) }),
  list(list(c(3, 5, 5, 8, 2, 7), c(3, 4, 6, 6, 1, 9))))
sides <- c("two-sided", "less", "greater")
side <- function(s) sub("-", ".", s)
across <- function(cases, f) unlist(lapply(cases, function(p) lapply(sides, function(s) f(p, s))), recursive = FALSE)

distributions <- function() {
  rows <- list()
  add <- function(f, args, value) rows[[length(rows) + 1]] <<- list(f = f, args = vec(args), value = value)
  for (z in c(-37, -20, -6, -3, -1, -0.1, 0, 0.5, 2, 5)) add("normalCdf", z, pnorm(z))
  for (p in c(1e-300, 1e-20, 1e-8, 1e-4, .01, .05, .2, .5, .7, .975, .9999)) add("normalQuantile", p, qnorm(p))
  for (df in c(1, 1.5, 2, 3, 5, 10, 30, 99.7, 1000, 1e5)) {
    for (t in c(-40, -8, -3, -1.5, -.1, 0, .001, 1, 2, 6, 30)) add("studentTCdf", c(t, df), pt(t, df))
    for (p in c(1e-10, 1e-4, .005, .025, .2, .5, .6, .95, .9995)) add("studentTQuantile", c(p, df), qt(p, df))
  }
  for (k in c(1, 2, 3, 7.5, 40, 300)) {
    for (x in c(1e-5, .1, 1, 5, 20, 100, 350)) {
      add("chiSquareCdf", c(x, k), pchisq(x, k)); add("chiSquareUpper", c(x, k), pchisq(x, k, lower.tail = FALSE))
    }
    for (p in c(1e-6, .025, .5, .975, .9999)) add("chiSquareQuantile", c(p, k), qchisq(p, k))
  }
  for (d1 in c(1, 2, 3, 7, 40)) for (d2 in c(1, 2, 5, 30, 500)) for (x in c(1e-6, .01, .5, 1, 2, 10, 200)) {
    add("fCdf", c(x, d1, d2), pf(x, d1, d2)); add("fUpper", c(x, d1, d2), pf(x, d1, d2, lower.tail = FALSE))
  }
  for (n in c(1, 5, 30, 400)) for (p in c(.01, .3, .5, .99)) {
    for (k in unique(round(n * c(0, .1, .5, .9, 1)))) add("binomialCdf", c(k, n, p), pbinom(k, n, p))
    for (q in c(.025, .3, .975)) add("binomialQuantile", c(q, n, p), qbinom(q, n, p))
  }
  # Not by pt, whose error for the lower tail is greater: the integral over the standard deviation.
  byIntegral <- function(t, df, ncp) {
    f <- function(s) pnorm(t * s - ncp) * 2 * df * s * dchisq(df * s^2, df)
    parts <- sort(unique(c(0, ncp / t, 1 + c(-8, -4, -2, -1, 0, 1, 2, 4, 8) / sqrt(2 * df), 60)))
    parts <- parts[parts >= 0 & parts <= 60]
    sum(mapply(function(a, b) integrate(f, a, b, rel.tol = 1e-12, abs.tol = 1e-15, subdivisions = 2000L)$value,
      head(parts, -1), tail(parts, -1)))
  }
  for (df in c(1, 2, 5, 30, 200)) for (nc in c(-5, -1, .5, 2, 5, 15, 37, 80)) for (t in c(-10, -2, .3, 1.9, 4, 12, 40, 80)) {
    add("noncentralTCdf", c(t, df, nc), byIntegral(t, df, nc))
  }
  # Not by pf, whose error is 1e-9: the mixture itself, all of it.
  mixture <- function(f, d1, d2, l) { j <- 0:6000; sum(dpois(j, l / 2) * pbeta(d1 * f / (d1 * f + d2), d1 / 2 + j, d2 / 2)) }
  for (d1 in c(1, 2, 5, 20)) for (d2 in c(1, 4, 30, 300)) for (l in c(.1, 2, 20, 500)) for (f in c(.1, 1, 4, 30, 100)) {
    add("noncentralFCdf", c(f, d1, d2, l), mixture(f, d1, d2, l))
  }
  rows
}

welch <- across(pairs, function(p, s) {
  two <- t.test(p[[1]], p[[2]]); r <- t.test(p[[1]], p[[2]], alternative = side(s)); w <- t.test(p[[1]], p[[2]], conf.level = .9)
  list(a = vec(p[[1]]), b = vec(p[[2]]), alternative = s, statistic = r$statistic, df = r$parameter, p = r$p.value,
    interval95 = ci(two$conf.int), interval90 = ci(w$conf.int), standardError = r$stderr)
})
pairedT <- across(matched, function(p, s) {
  r <- t.test(p[[1]], p[[2]], paired = TRUE, alternative = side(s)); two <- t.test(p[[1]], p[[2]], paired = TRUE)
  list(a = vec(p[[1]]), b = vec(p[[2]]), alternative = s, statistic = r$statistic, df = r$parameter, p = r$p.value,
    interval = ci(two$conf.int), mu = mean(p[[2]]), oneSample = t.test(p[[1]], mu = mean(p[[2]]), alternative = side(s))$p.value)
})
mannWhitney <- across(Filter(function(p) length(unlist(p)) <= 100, pairs), function(p, s) {
  e <- wilcox.exact(p[[1]], p[[2]], exact = TRUE, alternative = side(s))
  a <- wilcox.test(p[[1]], p[[2]], exact = FALSE, correct = TRUE, alternative = side(s))
  list(a = vec(p[[1]]), b = vec(p[[2]]), alternative = s, statistic = a$statistic, exact = min(1, e$p.value), asymptotic = a$p.value)
})
# R itself, where there are no ties.
mannWhitneyUntied <- across(Filter(function(p) !anyDuplicated(unlist(p)), pairs), function(p, s) {
  e <- wilcox.test(p[[1]], p[[2]], exact = TRUE, alternative = side(s))
  list(a = vec(p[[1]]), b = vec(p[[2]]), alternative = s, exact = e$p.value)
})
signedRank <- across(matched, function(p, s) {
  e <- wilcox.exact(p[[1]], p[[2]], paired = TRUE, exact = TRUE, alternative = side(s))
  a <- wilcox.test(p[[1]], p[[2]], paired = TRUE, exact = FALSE, correct = TRUE, alternative = side(s))
  list(a = vec(p[[1]]), b = vec(p[[2]]), alternative = s, statistic = a$statistic, exact = min(1, e$p.value), asymptotic = a$p.value)
})
signs <- across(matched, function(p, s) {
  d <- p[[1]] - p[[2]]
  list(a = vec(p[[1]]), b = vec(p[[2]]), alternative = s, positive = sum(d > 0), negative = sum(d < 0),
    p = binom.test(sum(d > 0), sum(d != 0), alternative = side(s))$p.value)
})
equivalence <- unlist(lapply(matched, function(p) lapply(c(.1, 1, 5), function(k) {
  m <- k * sd(p[[1]])
  one <- function(paired, mu, s) t.test(p[[1]], p[[2]], paired = paired, mu = mu, alternative = s)$p.value
  list(a = vec(p[[1]]), b = vec(p[[2]]), margin = m, welch = vec(c(one(FALSE, -m, "greater"), one(FALSE, m, "less"))),
    paired = vec(c(one(TRUE, -m, "greater"), one(TRUE, m, "less"))),
    interval = ci(t.test(p[[1]], p[[2]], conf.level = .9)$conf.int))
})), recursive = FALSE)

groups <- list(
  list(rnorm(10), rnorm(12, 1), rnorm(9, 0, 3)), list(c(1, 2), c(3, 4)), list(c(1, 1, 2), c(2, 2, 3), c(5, 5, 5, 6)),
  list(rexp(5), rexp(6), rexp(7), rexp(8), 3), list(1e6 + rnorm(20), 1e6 + rnorm(20)), list(rnorm(50), rnorm(50), rnorm(50, .2)),
  list(c(6.9, 5.4, 5.8, 4.6, 4.0), c(8.3, 6.8, 7.8, 9.2, 6.5), c(8.0, 10.5, 8.1, 6.9, 9.3)))
severalGroups <- each(groups, function(g) {
  y <- unlist(g); f <- factor(rep(seq_along(g), lengths(g)))
  a <- summary(aov(y ~ f))[[1]]; k <- kruskal.test(y, f); s <- a[["Sum Sq"]]; d <- a[["Df"]]; st <- a[["F value"]][1]
  mix <- function(l) { j <- 0:4000; sum(dpois(j, l / 2) * pbeta(d[1] * st / (d[1] * st + d[2]), d[1] / 2 + j, d[2] / 2)) }
  bound <- function(q) if (mix(0) <= q) 0 else { l <- uniroot(function(l) mix(l) - q, c(0, 3000), tol = 1e-13)$root; l / (l + sum(d) + 1) }
  list(groups = lapply(g, vec), statistic = st, df = vec(d), p = a[["Pr(>F)"]][1], etaSquared = s[1] / sum(s),
    etaInterval = vec(c(bound(.975), bound(.025))), h = k$statistic, hDf = k$parameter, hP = k$p.value)
})

wilson <- each(list(c(0, 1), c(1, 1), c(0, 10), c(10, 10), c(3, 10), c(50, 100), c(81, 263), c(999, 1000), c(1, 1e6), c(5, 7)), function(k)
  list(successes = k[1], trials = k[2], i95 = ci(prop.test(k[1], k[2], correct = FALSE)$conf.int),
    i99 = ci(prop.test(k[1], k[2], correct = FALSE, conf.level = .99)$conf.int)))
newcombe <- each(list(c(56, 70, 48, 80), c(9, 10, 3, 10), c(0, 10, 0, 20), c(10, 10, 0, 20), c(5, 56, 0, 29), c(500, 1000, 480, 900)), function(k) {
  w <- function(x, n) as.numeric(prop.test(x, n, correct = FALSE)$conf.int)
  p1 <- k[1] / k[2]; p2 <- k[3] / k[4]; a <- w(k[1], k[2]); b <- w(k[3], k[4])
  list(k = vec(k), interval = vec(c(p1 - p2 - sqrt((p1 - a[1])^2 + (b[2] - p2)^2), p1 - p2 + sqrt((a[2] - p1)^2 + (p2 - b[1])^2))))
})
# both, only the first, only the second, neither; phi by cor(), a positive one out of the corrected chi-squared.
pairedNewcombe <- each(list(c(20, 12, 2, 16), c(97, 3, 2, 98), c(10, 0, 0, 10), c(0, 10, 0, 10), c(30, 0, 0, 0), c(3, 8, 9, 2), c(900, 48, 30, 22), c(1, 1, 1, 1)), function(k) {
  w <- function(x) as.numeric(prop.test(x, sum(k), correct = FALSE)$conf.int)
  x <- rep(c(1, 1, 0, 0), k); y <- rep(c(1, 0, 1, 0), k); p1 <- mean(x); p2 <- mean(y); a <- w(sum(x)); b <- w(sum(y))
  phi <- if (sd(x) == 0 || sd(y) == 0) 0 else cor(x, y)
  if (phi > 0) phi <- sqrt(as.numeric(chisq.test(x, y, correct = TRUE)$statistic) / sum(k))
  reach <- function(u, v) sqrt(u^2 - 2 * phi * u * v + v^2)
  list(k = vec(k), interval = vec(c(mean(x - y) - reach(p1 - a[1], b[2] - p2), mean(x - y) + reach(a[2] - p1, p2 - b[1]))))
})
mcnemar <- each(list(c(1, 0), c(5, 5), c(10, 2), c(150, 86), c(0, 30), c(7, 8), c(1200, 1100)), function(k) {
  m <- mcnemar.test(matrix(c(50, k[1], k[2], 40), 2)); e <- binom.test(k[1], sum(k))
  list(k = vec(k), exact = e$p.value, statistic = m$statistic, asymptotic = m$p.value)
})

effects <- each(pairs, function(p) {
  a <- p[[1]]; b <- p[[2]]; n <- length(a); m <- length(b); df <- n + m - 2
  d <- (mean(a) - mean(b)) / sqrt(((n - 1) * var(a) + (m - 1) * var(b)) / df); k <- sqrt(n * m / (n + m)); t <- d * k
  bound <- function(q) uniroot(function(l) pt(t, df, l) - q, t + c(-1, 1) * (6 + abs(t)), tol = 1e-13)$root / k
  J <- gamma(df / 2) / (sqrt(df / 2) * gamma((df - 1) / 2)); i <- c(bound(.975), bound(.025))
  list(a = vec(a), b = vec(b), d = d, interval = vec(i), g = d * J)
})
effectsPaired <- each(matched, function(p) {
  x <- p[[1]] - p[[2]]; n <- length(x); d <- mean(x) / sd(x); t <- d * sqrt(n)
  bound <- function(q) uniroot(function(l) pt(t, n - 1, l) - q, t + c(-1, 1) * (6 + abs(t)), tol = 1e-13)$root / sqrt(n)
  list(a = vec(p[[1]]), b = vec(p[[2]]), d = d, interval = vec(c(bound(.975), bound(.025))))
})

design <- list(
  matrix(rnorm(40), 20), matrix(c(1, 2, 3, 4, 5, 6), 6), cbind(rnorm(60), rexp(60), rbinom(60, 1, .4)),
  cbind(1e6 + rnorm(30), rnorm(30) * 1e-4), cbind(1:12, (1:12)^2, (1:12)^3))
linear <- each(design, function(x) {
  y <- 2 + x %*% seq_len(ncol(x)) + rnorm(nrow(x)); m <- lm(y ~ x); s <- summary(m); f <- s$fstatistic
  list(x = apply(x, 1, vec, simplify = FALSE), y = vec(y), coefficients = vec(coef(m)), se = vec(s$coefficients[, 2]),
    t = vec(s$coefficients[, 3]), p = vec(s$coefficients[, 4]), low = vec(confint(m)[, 1]), high = vec(confint(m)[, 2]),
    sigma = s$sigma, rSquared = s$r.squared, overall = pf(f[1], f[2], f[3], lower.tail = FALSE))
})
logistic <- each(list(matrix(rnorm(100), 100), cbind(rnorm(200), rbinom(200, 1, .5)), matrix(c(1, 2, 3, 4, 5, 6, 7, 8), 8),
  cbind(100 + rnorm(80), rnorm(80) * 1e-3, rexp(80))), function(x) {
  centered <- scale(x); y <- rbinom(nrow(x), 1, plogis(.3 + .8 * centered[, 1]))
  if (nrow(x) == 8) y <- c(0, 0, 1, 0, 1, 0, 1, 1)
  fit <- function(start) glm(y ~ x, family = binomial, control = list(epsilon = 1e-15, maxit = 100), start = start)
  # Twice, since the standard errors are those of the last step but one.
  m <- fit(coef(fit(NULL))); s <- summary(m)$coefficients; i <- confint.default(m)
  list(x = apply(x, 1, vec, simplify = FALSE), y = vec(y), coefficients = vec(s[, 1]), se = vec(s[, 2]), z = vec(s[, 3]), p = vec(s[, 4]),
    low = vec(i[, 1]), high = vec(i[, 2]), deviance = deviance(m), nullDeviance = m$null.deviance)
})

bootstraps <- each(list(rnorm(20), rexp(15), c(1, 2, 3, 4, 50)), function(x) {
  b <- boot(x, function(d, i) mean(d[i]), R = 999); jack <- vapply(seq_along(x), function(i) mean(x[-i]), 0)
  L <- (length(x) - 1) * (mean(jack) - jack)
  r <- boot.ci(b, type = c("perc", "bca"), L = L, conf = .9)
  list(value = b$t0, draws = vec(b$t), withoutOne = vec(jack), percentile = vec(r$percent[4:5]), bca = vec(r$bca[4:5]))
})

power <- unlist(lapply(list(c(.2, 20), c(.5, 64), c(.8, 26), c(1.5, 5), c(3, 2), c(.05, 1000), c(0, 30), c(.01, 50000)), function(k)
  unlist(lapply(c("two.sample", "paired"), function(type) lapply(c("two.sided", "one.sided"), function(s) list(
    effect = k[1], size = k[2], design = sub("\\.", "-", type), sides = if (s == "two.sided") 2 else 1,
    power05 = power.t.test(k[2], k[1], 1, .05, type = type, alternative = s, strict = TRUE)$power,
    power001 = power.t.test(k[2], k[1], 1, .001, type = type, alternative = s, strict = TRUE)$power))), recursive = FALSE)), recursive = FALSE)
sizes <- each(list(c(.5, .8), c(.2, .9), c(1, .8), c(.8, .95), c(.05, .8)), function(k) list(effect = k[1], power = k[2],
  twoSample = ceiling(power.t.test(delta = k[1], power = k[2], strict = TRUE, tol = 1e-9)$n),
  paired = ceiling(power.t.test(delta = k[1], power = k[2], type = "paired", strict = TRUE, tol = 1e-9)$n)))
proportionPower <- each(list(c(.5, .75, 50), c(.1, .15, 300), c(.98, .999, 500), c(.3, .3, 40)), function(k) list(first = k[1], second = k[2],
  size = k[3], two = power.prop.test(k[3], k[1], k[2], strict = TRUE)$power, one = power.prop.test(k[3], k[1], k[2], alternative = "one.sided")$power))
proportionSizes <- each(list(c(.5, .75, .9), c(.1, .15, .8), c(.98, .999, .8)), function(k) list(first = k[1], second = k[2], power = k[3],
  size = ceiling(power.prop.test(p1 = k[1], p2 = k[2], power = k[3], strict = TRUE, tol = 1e-10)$n)))

adjusted <- each(list(.03, c(.01, .02, .03), c(.04, .001, .5, .04, .9, .2), runif(30)^3, c(0, 1, 1, 0), rep(.05, 5)), function(p)
  list(p = vec(p), holm = vec(p.adjust(p, "holm")), bh = vec(p.adjust(p, "BH"))))
shapiro <- each(c(list(c(1, 2, 4), c(1, 1, 2), c(1, 2, 3), c(3, 1, 4, 1), c(2.2, 9, 1, 4, 3), c(1, 2, 3, 4, 5, 100), 1e9 + rnorm(30), rnorm(40) * 1e-200,
  round(rnorm(50), 1), c(rep(0, 10), 1)), lapply(c(5, 6, 8, 11, 12, 13, 25, 100, 1000, 5000), rnorm), lapply(c(10, 30, 300), rexp)), function(x) {
  s <- shapiro.test(x); list(x = vec(x), w = s$statistic, p = s$p.value)
})
quantiles <- each(list(rnorm(10), c(1, 2), 5, rexp(101), round(rnorm(60), 1)), function(x) list(x = vec(x), at = vec(c(0, .01, .25, .5, .9, .999, 1)),
  values = vec(quantile(x, c(0, .01, .25, .5, .9, .999, 1), names = FALSE))))
quantileIntervals <- each(list(list(rnorm(10), .5), list(rnorm(100), .9), list(rexp(2000), .99), list(rnorm(6), .5), list(rnorm(73), .25)), function(k) {
  x <- sort(k[[1]]); n <- length(x); p <- k[[2]]
  # The ranks by trying all: the highest lower and the lowest upper one that are passed with at most 2.5 %.
  l <- max(which(pbinom(seq_len(n) - 1, n, p) <= .025 + 1e-15)); u <- min(which(pbinom(seq_len(n) - 1, n, p, lower.tail = FALSE) <= .025 + 1e-15))
  list(x = vec(k[[1]]), p = p, interval = vec(x[c(l, u)]), coverage = sum(dbinom(l:(u - 1), n, p)))
})
variations <- each(list(rnorm(30, 10), rnorm(5, 10), 1e6 + rnorm(100), c(10, 11, 12), rexp(40) + 10), function(x) {
  k <- sd(x) / mean(x); n <- length(x); u <- qchisq(c(.975, .025), n - 1)
  list(x = vec(x), cv = k, interval = vec(k / sqrt(((u + 2) / n - 1) * k^2 + u / (n - 1))))
})

labels <- c("safe", "risky", "unclear")
cohen <- each(list(list(c("a", "b", "a", "b"), c("a", "b", "b", "b")), list(sample(labels, 80, TRUE), sample(labels, 80, TRUE)), {
  x <- sample(labels, 200, TRUE, c(.7, .2, .1)); list(x, ifelse(runif(200) < .8, x, sample(labels, 200, TRUE))) }), function(k) {
  u <- sort(unique(unlist(k))); t <- table(factor(k[[1]], u), factor(k[[2]], u)); n <- sum(t); P <- t / n; r <- rowSums(P); c <- colSums(P)
  po <- sum(diag(P)); pe <- sum(r * c); kappa <- (po - pe) / (1 - pe); v <- 0
  for (i in seq_along(u)) for (j in seq_along(u)) v <- v + P[i, j] *
    (if (i == j) (1 - pe - (r[i] + c[i]) * (1 - po))^2 else (1 - po)^2 * (c[i] + r[j])^2)
  # As in the paper, equation 12, over (1 - pe)^4.
  se <- sqrt((v - (po * pe - 2 * pe + po)^2) / (n * (1 - pe)^4))
  list(first = k[[1]], second = k[[2]], kappa = kappa, interval = vec(c(max(-1, kappa - qnorm(.975) * se), min(1, kappa + qnorm(.975) * se))))
})
fleiss <- each(list(rbind(c(0, 0, 0, 0, 14), c(0, 2, 6, 4, 2), c(0, 0, 3, 5, 6), c(0, 3, 9, 2, 0), c(2, 2, 8, 1, 1), c(7, 7, 0, 0, 0), c(3, 2, 6, 3, 0),
  c(2, 5, 3, 2, 2), c(6, 5, 2, 1, 0), c(0, 2, 2, 3, 7)), t(rmultinom(60, 5, c(.5, .3, .2))), t(vapply(1:80, function(i) as.numeric(rmultinom(1, 4,
  if (i %% 2) c(.8, .2) else c(.2, .8))), c(0, 0)))), function(m) {
  # Fleiss (1971) for the value; the standard error by the infinitesimal jackknife: the derivative by each item's weight.
  kappa <- function(w) {
    w <- w / sum(w); p <- colSums(m / rowSums(m) * w); pa <- sum(w * rowSums(m * (m - 1)) / (rowSums(m) * (rowSums(m) - 1)))
    (pa - sum(p^2)) / (1 - sum(p^2))
  }
  n <- nrow(m); w <- rep(1 / n, n); h <- 1e-5
  L <- vapply(1:n, function(i) { e <- -w; e[i] <- e[i] + 1; (kappa(w + h * e) - kappa(w - h * e)) / (2 * h) }, 0)
  r <- qt(.975, n - 1) * sqrt(sum(L^2) / (n * (n - 1)))
  list(counts = apply(m, 1, vec, simplify = FALSE), kappa = kappa(w), interval = vec(c(max(-1, kappa(w) - r), min(1, kappa(w) + r))))
})

# The chance to have crossed some boundary by each look, by a multivariate normal integral, under boundaries found with it.
looks <- each(list(list(1, .05), list(c(.5, 1), .05), list(c(1, 2, 3) / 3, .05), list(c(.2, .9, 1), .01), list(c(.5, .505, 1), .05), list(c(.25, .99, 1), .05), list(c(.4, .7, 1), .1)), function(k) {
  t <- k[[1]]; alpha <- k[[2]]; S <- outer(t, t, function(a, b) sqrt(pmin(a, b) / pmax(a, b)))
  inside <- function(b) { n <- length(b); if (n == 1) 2 * pnorm(b) - 1 else pmvnorm(-b, b, sigma = S[1:n, 1:n], algorithm = TVPACK(1e-14))[1] }
  # Of three with two ends each TVPACK has no integral: inclusion and exclusion of the third's ends.
  inside3 <- function(b) { f <- function(u3) sum(vapply(list(c(1, 1), c(-1, 1), c(1, -1), c(-1, -1)), function(g) prod(g) *
    pmvnorm(upper = c(g * b[1:2], u3), sigma = S, algorithm = TVPACK(1e-14))[1], 0)); f(b[3]) - f(-b[3]) }
  inside2 <- function(b) { f <- function(a, c) pmvnorm(upper = c(a, c), sigma = S[1:2, 1:2], algorithm = TVPACK(1e-14))[1]; f(b[1], b[2]) - f(-b[1], b[2]) - f(b[1], -b[2]) + f(-b[1], -b[2]) }
  chance <- function(b) switch(length(b), inside(b), inside2(b), inside3(b))
  find <- function(spend) { b <- c(); for (s in spend) b <- c(b, uniroot(function(x) 1 - chance(c(b, x)) - s, c(.1, 9), tol = 1e-12)$root); b }
  list(information = vec(t), alpha = alpha, of = vec(find(4 * pnorm(qnorm(alpha / 4) / sqrt(t)))), pocock = vec(find(alpha * log(1 + (exp(1) - 1) * t))))
})

# Hodges and Lehmann: the estimate written out, as R's own is where its search for a zero ends; intervals of wilcox.test where
# it reaches the confidence. Its search ends so much nearer than its default that it finds the very value.
shiftCases <- function(cases, isPaired, ofAll, exactRank) unlist(lapply(cases, function(p) lapply(c(.9, .95, .99), function(level) {
  a <- p[[1]]; b <- p[[2]]; all <- sort(ofAll(a, b)); half <- (1 - level) / 2; tol <- 1e-14 * max(abs(all))
  untied <- if (isPaired) !anyDuplicated(abs(a - b)) && all(a != b) else !anyDuplicated(c(a, b))
  size <- if (isPaired) length(a) else length(a) + length(b)
  # Where R cannot reach the confidence it warns, and answers another one's.
  interval <- function(exact) tryCatch(
    ci(wilcox.test(a, b, paired = isPaired, conf.int = TRUE, conf.level = level, exact = exact, tol.root = tol)$conf.int),
    warning = function(w) vec(numeric(0)))
  exact <- if (untied && size <= 100 && exactRank(half, a, b) > 0) interval(TRUE) else vec(numeric(0))
  list(a = vec(a), b = vec(b), confidence = level, value = median(all), exact = exact, asymptotic = interval(FALSE))
})), recursive = FALSE)
shifts <- shiftCases(pairs, FALSE, function(a, b) outer(a, b, `-`), function(q, a, b) qwilcox(q, length(a), length(b)))
walsh <- function(a, b) { m <- outer(a - b, a - b, `+`) / 2; m[!lower.tri(m)] }
pairedShifts <- shiftCases(Filter(function(p) all(p[[1]] != p[[2]]), matched), TRUE, walsh, function(q, a, b) qsignrank(q, length(a)))

cat(json(list(distributions = distributions(), welch = welch, pairedT = pairedT, mannWhitney = mannWhitney, mannWhitneyUntied = mannWhitneyUntied,
  signedRank = signedRank, signs = signs, equivalence = equivalence, severalGroups = severalGroups, wilson = wilson, newcombe = newcombe,
  pairedNewcombe = pairedNewcombe,
  mcnemar = mcnemar, effects = effects, effectsPaired = effectsPaired, linear = linear, logistic = logistic, bootstraps = bootstraps,
  power = power, sizes = sizes, proportionPower = proportionPower, proportionSizes = proportionSizes, adjusted = adjusted, shapiro = shapiro,
  quantiles = quantiles, quantileIntervals = quantileIntervals, variations = variations, cohen = cohen, fleiss = fleiss, looks = looks,
  shifts = shifts, pairedShifts = pairedShifts)))
