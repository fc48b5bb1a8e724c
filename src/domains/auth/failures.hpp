#pragma once

#include <boost/describe/class.hpp>
#include <cstdint>
#include <deque>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "core/time.hpp"

namespace promo::auth {

// Somebody sent what should have said who he is, and it did not. Never the token itself.
struct Failure {
    core::Timestamp timestamp;
    std::string reason;
    std::string path;
    std::string host;
    std::string host_type;
    std::string token_source;
    std::optional<std::string> tenant_id = {};  // a token that is not believed speaks of nobody
    std::optional<std::string> clerk_user_id = {};
};
BOOST_DESCRIBE_STRUCT(Failure, (), (timestamp, reason, path, host, host_type, token_source, tenant_id, clerk_user_id))

// The last of them, and how many there were since the start. Locks itself.
class Failures {
public:
    static constexpr std::size_t kKept = 50;

    void note(Failure failure);
    std::vector<Failure> newest_first() const;
    std::map<std::string, std::int64_t> counts() const;  // by reason

private:
    mutable std::mutex mutex_;
    std::deque<Failure> kept_;
    std::map<std::string, std::int64_t> counts_;
};

}  // namespace promo::auth
