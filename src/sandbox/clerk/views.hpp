#pragma once

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/json_shape.hpp"

namespace promo::sandbox::clerk {

// What is said to the imitated Clerk, and what it says.

struct NewAccount {
    std::string name;
    std::optional<std::string> email{};
    std::optional<bool> verified{};  // yes when it is not said
    std::optional<std::string> image_url{};
    std::optional<std::string> id{};  // made when it is not given
};
BOOST_DESCRIBE_STRUCT(NewAccount, (), (name, email, verified, image_url, id))

struct AccountView {
    std::string id;
    std::string name;
    std::optional<std::string> email{};
    bool verified = false;
    std::optional<std::string> image_url{};
};
BOOST_DESCRIBE_STRUCT(AccountView, (), (id, name, email, verified, image_url))

struct SessionView {
    std::string id;
    AccountView account;
};
BOOST_DESCRIBE_STRUCT(SessionView, (), (id, account))

// Whose signature a token gets. All but `current` are for tokens that must be refused.
enum class KeyChoice {
    current,
    retired,  // the one before: its keys are published no more
    foreign,  // never published, under the current one's `kid`
};
BOOST_DESCRIBE_ENUM(KeyChoice, current, retired, foreign)

// A token as a test wants it. Members of `header` and `claims` replace the usual ones, null removes one.
struct Minting {
    std::optional<std::string> account{};
    std::optional<std::string> origin{};  // `azp`
    std::optional<core::json::Raw> header{};
    std::optional<core::json::Raw> claims{};
    std::optional<KeyChoice> key{};
};
BOOST_DESCRIBE_STRUCT(Minting, (), (account, origin, header, claims, key))

// How the key set and the Backend API answer.
enum class Mode { ok, down, slow, huge, redirect };
BOOST_DESCRIBE_ENUM(Mode, ok, down, slow, huge, redirect)

struct ModeChange {
    Mode mode = Mode::ok;
    std::optional<std::int64_t> delay_ms{};  // of `slow`
};
BOOST_DESCRIBE_STRUCT(ModeChange, (), (mode, delay_ms))

struct Status {
    Mode mode = Mode::ok;
    std::int64_t key_fetches = 0;
    std::int64_t account_fetches = 0;
    std::vector<std::string> kids{};
    std::vector<AccountView> accounts{};
};
BOOST_DESCRIBE_STRUCT(Status, (), (mode, key_fetches, account_fetches, kids, accounts))

}  // namespace promo::sandbox::clerk
