#pragma once

#include <boost/describe/class.hpp>
#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace promo::sandbox::funderpro {

// What goes wrong with the next `count` look-ups, or with all from now on.
struct Fault {
    std::optional<std::int64_t> status;    // instead of an answer, such as 429 or 503
    std::optional<std::int64_t> delay_ms;  // before the answer
    std::optional<std::int64_t> count;
};
BOOST_DESCRIBE_STRUCT(Fault, (), (status, delay_ms, count))

struct Discount {
    std::string code;
    std::optional<std::string> product_id;  // empty: for every product
};
BOOST_DESCRIBE_STRUCT(Discount, (), (code, product_id))

struct Status {
    std::vector<Discount> discounts;
    std::int64_t look_ups = 0;
};
BOOST_DESCRIBE_STRUCT(Status, (), (discounts, look_ups))

// FunderPro's public look-up of discounts. Safe from any thread.
class World {
public:
    static constexpr std::size_t kMost = 10'000;
    static constexpr std::int64_t kLongestDelayMs = 60'000;

    // Codes compare without case, as theirs do. Refuses an empty one, and more than kMost.
    void add(const Discount& discount);
    void remove(std::string_view code);
    bool knows(std::string_view code, std::string_view product_id) const;

    // Refuses a status that is no error, a count below one, a delay beyond kLongestDelayMs.
    void set_fault(const Fault& fault);
    // Counts a look-up. Gives what goes wrong with it.
    Fault begin_look_up();
    Status status() const;
    void reset();

private:
    mutable std::mutex mutex_;
    std::map<std::string, Discount> discounts_;  // by the code in upper case
    Fault fault_;
    std::int64_t look_ups_ = 0;
};

}  // namespace promo::sandbox::funderpro
