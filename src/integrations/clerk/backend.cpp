#include <algorithm>
#include <utility>

#include "core/encoding.hpp"
#include "core/json_read.hpp"
#include "core/log.hpp"
#include "integrations/clerk/api.hpp"
#include "integrations/clerk/facts.hpp"
#include "net/http_client.hpp"

namespace promo::clerk {
namespace {

namespace json = core::json;

constexpr std::chrono::milliseconds kDeadline{5'000};
constexpr std::size_t kLargestUser = 256 << 10;
constexpr int kOk = 200;
constexpr int kNotFound = 404;

struct Verification {
    std::optional<std::string> status;
};
BOOST_DESCRIBE_STRUCT(Verification, (), (status))

struct Address {
    std::string id;
    std::string email_address;
    std::optional<Verification> verification;

    bool verified() const { return verification && verification->status == "verified"; }
};
BOOST_DESCRIBE_STRUCT(Address, (), (id, email_address, verification))

struct User {
    std::string id;
    std::optional<std::string> first_name;
    std::optional<std::string> last_name;
    std::optional<std::string> image_url;
    std::optional<std::string> primary_email_address_id;
    std::vector<Address> email_addresses;
};
BOOST_DESCRIBE_STRUCT(User, (), (id, first_name, last_name, image_url, primary_email_address_id, email_addresses))

Account account_of(const User& user) {
    Account account;
    const auto primary = std::ranges::find(user.email_addresses, user.primary_email_address_id, &Address::id);
    if (primary != user.email_addresses.end() && primary->verified()) account.email = shown(primary->email_address);
    account.name = full_name(user.first_name, user.last_name);
    account.avatar_url = picture(user.image_url);
    return account;
}

}  // namespace

Backend::Backend(net::Send send, std::string base_url, core::Secret secret_key)
    : send_(std::move(send)), base_url_(std::move(base_url)), secret_key_(std::move(secret_key)) {}

bool Backend::configured() const {
    return !secret_key_.empty();
}

std::optional<Account> Backend::account(std::string_view subject) const {
    if (!configured()) return std::nullopt;
    net::Request request;
    request.vendor = "clerk";
    request.url = core::Secret(base_url_ + "/v1/users/" + core::url_encode(subject));
    request.headers.emplace_back("Authorization", core::Secret("Bearer " + secret_key_.reveal()));
    request.deadline = kDeadline;
    request.response_limit = kLargestUser;
    const auto reply = send_(request);
    if (reply.outcome == net::Outcome::answered && reply.status == kNotFound) return Account{};
    if (reply.outcome != net::Outcome::answered || reply.status != kOk) {
        core::log::warn("clerk.account_not_read", {{"status", reply.status}, {"why", reply.detail}});
        return std::nullopt;
    }
    const auto user = json::try_parse<User>(reply.body, json::EqualKeys::refused);
    // Another account than the one asked for would lend somebody a stranger's address.
    if (!user || user.value->id != subject) {
        core::log::warn("clerk.account_unreadable", {{"why", user ? "it is another account" : user.problem}});
        return std::nullopt;
    }
    return account_of(*user.value);
}

}  // namespace promo::clerk
