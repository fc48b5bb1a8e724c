#pragma once

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>
#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/clock.hpp"
#include "sandbox/s3/signature.hpp"

namespace promo::sandbox::s3 {

enum class Trouble { none, down, slow_down, forbidden };
BOOST_DESCRIBE_ENUM(Trouble, none, down, slow_down, forbidden)

// How the store behaves from now on.
struct Mode {
    Trouble trouble = Trouble::none;
    std::optional<std::int64_t> delay_ms;  // before every answer
};
BOOST_DESCRIBE_STRUCT(Mode, (), (trouble, delay_ms))

struct Object {
    std::string body;
    std::string etag;  // with its quotes
    std::string content_type;
    std::vector<std::pair<std::string, std::string>> headers;  // that come back as they were given
    core::Timestamp modified{};
};

// `If-None-Match` and `If-Match` of a request.
struct Preconditions {
    std::optional<std::string> none_match;
    std::optional<std::string> match;
};

struct Listed {
    std::string key;
    std::string etag;
    std::size_t size = 0;
    core::Timestamp modified{};
};

struct Listing {
    std::vector<Listed> objects;
    bool is_truncated = false;
};

struct Status {
    std::string access_key;
    std::string region;
    std::vector<std::string> buckets;
    std::int64_t objects = 0;
    std::int64_t bytes = 0;
    std::int64_t requests = 0;  // that were signed well
};
BOOST_DESCRIBE_STRUCT(Status, (), (access_key, region, buckets, objects, bytes, requests))

// A store of objects in memory. What cannot be is thrown as Refused. Safe from any thread.
class World {
public:
    static constexpr std::size_t kMostBytes = 512 << 20;
    static constexpr std::size_t kLargestObject = 64 << 20;
    static constexpr std::int64_t kLongestDelayMs = 60'000;

    // `clock` is the real one, also in a simulation: signatures are made by it.
    explicit World(const core::Clock& clock);

    const Account& account() const { return account_; }
    const core::Clock& clock() const { return clock_; }

    std::string put(const std::string& bucket, const std::string& key, Object object, const Preconditions& conditions);
    Object get(const std::string& bucket, const std::string& key);
    void remove(const std::string& bucket, const std::string& key);
    Listing list(const std::string& bucket, std::string_view prefix, std::string_view after, std::size_t limit);

    void add_bucket(const std::string& name);
    void set_mode(const Mode& mode);
    Mode mode() const;
    void count_request();
    Status status() const;
    void reset();

private:
    using Objects = std::map<std::string, Object>;
    Objects& bucket(const std::string& name);

    const core::Clock& clock_;
    const Account account_;
    mutable std::mutex mutex_;
    std::map<std::string, Objects> buckets_;
    std::size_t bytes_ = 0;
    std::int64_t requests_ = 0;
    Mode mode_;
};

}  // namespace promo::sandbox::s3
