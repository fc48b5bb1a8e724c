#include "core/metrics.hpp"

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

#include <sstream>

namespace promo::core {
namespace {

// Most of our work takes milliseconds, a vendor's seconds.
const std::vector<double> kSeconds = {0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10};

}  // namespace

struct Metrics::Families {
    prometheus::Registry registry;
};

void Counter::add(double count) {
    counter_->Increment(count);
}

void Gauge::set(double value) {
    gauge_->Set(value);
}

void Gauge::add(double change) {
    gauge_->Increment(change);
}

void Histogram::observe(double value) {
    histogram_->Observe(value);
}

Metrics::Metrics() : families_(std::make_unique<Families>()) {}

Metrics::~Metrics() = default;

// The registry gives back the family, and the family the instrument, that it has already.

Counter Metrics::counter(const std::string& name, const std::string& help, const Labels& labels) {
    return Counter(prometheus::BuildCounter().Name(name).Help(help).Register(families_->registry).Add(labels));
}

Gauge Metrics::gauge(const std::string& name, const std::string& help, const Labels& labels) {
    return Gauge(prometheus::BuildGauge().Name(name).Help(help).Register(families_->registry).Add(labels));
}

Histogram Metrics::histogram(const std::string& name, const std::string& help, const Labels& labels,
                             std::vector<double> bounds) {
    auto& family = prometheus::BuildHistogram().Name(name).Help(help).Register(families_->registry);
    return Histogram(family.Add(labels, bounds.empty() ? kSeconds : bounds));
}

std::string Metrics::text() const {
    std::ostringstream out;
    prometheus::TextSerializer().Serialize(out, families_->registry.Collect());
    return out.str();
}

}  // namespace promo::core
