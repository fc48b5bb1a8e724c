#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

namespace prometheus {
class Counter;
class Gauge;
class Histogram;
}  // namespace prometheus

namespace promo::core {

class Counter {
public:
    explicit Counter(prometheus::Counter& counter) : counter_(&counter) {}
    void add(double count = 1);

private:
    prometheus::Counter* counter_;
};

class Gauge {
public:
    explicit Gauge(prometheus::Gauge& gauge) : gauge_(&gauge) {}
    void set(double value);
    void add(double change);

private:
    prometheus::Gauge* gauge_;
};

class Histogram {
public:
    explicit Histogram(prometheus::Histogram& histogram) : histogram_(&histogram) {}
    void observe(double value);

private:
    prometheus::Histogram* histogram_;
};

// Everything /metrics shows. Instruments are cheap copies that stay valid as long as this lives; asking twice for one
// name and labels gives the same one. Labels take few values: a route, a kind, a state; never a tenant or an id.
class Metrics {
public:
    using Labels = std::map<std::string, std::string>;

    Metrics();
    ~Metrics();
    Metrics(const Metrics&) = delete;
    Metrics& operator=(const Metrics&) = delete;

    Counter counter(const std::string& name, const std::string& help, const Labels& labels = {});
    Gauge gauge(const std::string& name, const std::string& help, const Labels& labels = {});
    // `bounds` ascending; seconds from 1 ms to 10 s when empty.
    Histogram histogram(const std::string& name, const std::string& help, const Labels& labels = {},
                        std::vector<double> bounds = {});

    // The Prometheus text format.
    std::string text() const;

private:
    struct Families;
    std::unique_ptr<Families> families_;
};

}  // namespace promo::core
