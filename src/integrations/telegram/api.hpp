#pragma once

#include <boost/describe/enum.hpp>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "core/secret.hpp"
#include "core/time.hpp"
#include "net/send.hpp"

namespace promo::telegram {

// Why a call did not do what it was asked to, as far as a caller can act on it.
enum class Problem {
    token_refused,   // 401, 404: the token is wrong or was revoked
    chat_not_found,  // no such chat, or the bot has never seen it
    not_in_chat,     // it was removed, or never added
    no_rights,       // it is there, but not as an administrator who may do this
    blocked,         // the person has blocked it, or is gone
    bad_request,     // anything else that is wrong with the call
    rate_limited,    // 429: `retry_after` says when
    not_reached,     // nothing was done: no connection, a deadline before the first byte
    unknown,         // it may have been done: a deadline later, 5xx
};
BOOST_DESCRIBE_ENUM(Problem, token_refused, chat_not_found, not_in_chat, no_rights, blocked, bad_request, rate_limited,
                    not_reached, unknown)

struct Fault {
    Problem problem = Problem::unknown;
    int status = 0;           // Telegram's error_code; 0: there was no answer
    std::string description;  // Telegram's words, or ours when there was no answer; never a token
    std::optional<std::chrono::seconds> retry_after;
};

// What a person who looks after the bot can do about it.
std::string advice_on(const Fault& fault);

template <class T>
class [[nodiscard]] Answer {
public:
    Answer(T value) : held_(std::move(value)) {}
    Answer(Fault fault) : held_(std::move(fault)) {}

    explicit operator bool() const { return std::holds_alternative<T>(held_); }
    const T& operator*() const { return std::get<T>(held_); }
    const T* operator->() const { return &std::get<T>(held_); }
    const Fault& fault() const { return std::get<Fault>(held_); }

private:
    std::variant<T, Fault> held_;
};

struct Done {};

struct Bot {
    std::int64_t id = 0;
    std::string username;  // without `@`
    std::string name;
};

struct Chat {
    std::int64_t id = 0;
    std::string type;  // private, group, supergroup, channel
    std::string title;
    std::optional<std::string> username;  // without `@`
};

enum class MemberStatus { creator, administrator, member, restricted, left, kicked };
BOOST_DESCRIBE_ENUM(MemberStatus, creator, administrator, member, restricted, left, kicked)

struct Member {
    MemberStatus status = MemberStatus::left;
    bool can_post_messages = false;  // channels only
    bool can_invite_users = false;
    bool can_restrict_members = false;
};

struct Webhook {
    std::string url;
    core::Secret secret;
    std::vector<std::string> allowed_updates;
    bool drop_pending_updates = false;
};

struct WebhookInfo {
    std::string url;                           // empty: none
    std::vector<std::string> allowed_updates;  // empty: Telegram's default set
    std::int64_t pending_update_count = 0;
    std::optional<core::Timestamp> last_error_at;
    std::optional<std::string> last_error_message;
};

// Whether a text has the shape of a bot's token: its number, a colon, at least 30 letters.
bool looks_like_token(std::string_view text);
// The number of the bot a token belongs to. A bug to ask for anything that does not look like a token.
std::int64_t bot_id_of(std::string_view token);

// The Bot API, as far as bots are set up with it; messages leave through the outbox. Every call ends within
// kDeadline, and neither an answer nor a log line holds the token. Safe from any thread.
class Api {
public:
    static constexpr std::chrono::milliseconds kDeadline{10'000};

    Api(net::Send send, std::string base_url) : send_(std::move(send)), base_url_(std::move(base_url)) {}

    // The same for a tenant, who has a share of his own in what Telegram allows all of us.
    Api on_behalf_of(std::string tenant) const;

    Answer<Bot> get_me(const core::Secret& token) const;
    // `chat` is a number as text or `@name`, here and below.
    Answer<Chat> get_chat(const core::Secret& token, std::string_view chat) const;
    Answer<Member> get_chat_member(const core::Secret& token, std::string_view chat, std::int64_t user) const;
    Answer<std::int64_t> get_chat_member_count(const core::Secret& token, std::string_view chat) const;
    Answer<Done> set_webhook(const core::Secret& token, const Webhook& webhook) const;
    Answer<Done> delete_webhook(const core::Secret& token) const;
    Answer<WebhookInfo> get_webhook_info(const core::Secret& token) const;

    // A text in Telegram's HTML; gives the number of the message. For what a person at a dashboard does
    // and watches, such as a test message. Everything else is the outbox's.
    Answer<std::int64_t> send_message(const core::Secret& token, std::string_view chat, std::string_view html) const;

private:
    net::Send send_;
    std::string base_url_;
    std::string tenant_ = {};
};

}  // namespace promo::telegram
