#include "integrations/telegram/api.hpp"

#include <algorithm>
#include <boost/describe/class.hpp>
#include <charconv>
#include <stdexcept>

#include "core/encoding.hpp"
#include "core/json_read.hpp"
#include "core/json_write.hpp"
#include "integrations/telegram/envelope.hpp"
#include "integrations/telegram/faults.hpp"
#include "net/http_client.hpp"

namespace promo::telegram {
namespace {

constexpr std::size_t kShortestNumber = 6;
constexpr std::size_t kLongestNumber = 18;
constexpr std::size_t kShortestSecret = 30;
constexpr std::size_t kLongestSecret = 100;

struct User {
    std::int64_t id = 0;
    std::string first_name;
    std::optional<std::string> username;
};
BOOST_DESCRIBE_STRUCT(User, (), (id, first_name, username))

struct ChatInfo {
    std::int64_t id = 0;
    std::string type;
    std::optional<std::string> title;
    std::optional<std::string> username;
};
BOOST_DESCRIBE_STRUCT(ChatInfo, (), (id, type, title, username))

struct ChatMember {
    MemberStatus status = MemberStatus::left;
    std::optional<bool> can_post_messages;
    std::optional<bool> can_invite_users;
    std::optional<bool> can_restrict_members;
};
BOOST_DESCRIBE_STRUCT(ChatMember, (), (status, can_post_messages, can_invite_users, can_restrict_members))

struct SetWebhook {
    std::string url;
    std::string secret_token;
    std::vector<std::string> allowed_updates;
    bool drop_pending_updates = false;
};
BOOST_DESCRIBE_STRUCT(SetWebhook, (), (url, secret_token, allowed_updates, drop_pending_updates))

struct CurrentWebhook {
    std::string url;
    std::optional<std::vector<std::string>> allowed_updates;
    std::int64_t pending_update_count = 0;
    std::optional<std::int64_t> last_error_date;
    std::optional<std::string> last_error_message;
};
BOOST_DESCRIBE_STRUCT(CurrentWebhook, (),
                      (url, allowed_updates, pending_update_count, last_error_date, last_error_message))

struct SendMessage {
    std::string chat_id;
    std::string text;
    std::string parse_mode = "HTML";
};
BOOST_DESCRIBE_STRUCT(SendMessage, (), (chat_id, text, parse_mode))

struct SentMessage {
    std::int64_t message_id = 0;
};
BOOST_DESCRIBE_STRUCT(SentMessage, (), (message_id))

template <class T>
Answer<T> read(const net::Reply& reply) {
    if (reply.outcome != net::Outcome::answered) return fault_without_answer(reply);
    const auto said = core::json::try_parse<Envelope>(reply.body);
    if (!said) return fault_without_answer(reply);
    if (!said.value->ok) return fault_of(*said.value, reply);
    if constexpr (std::is_same_v<T, Done>) {
        return Done{};
    } else {
        const auto result = core::json::try_parse<T>(said.value->result.value_or(core::json::Raw{}).text);
        if (!result) return fault_without_answer(reply);
        return *result.value;
    }
}

// A call on its way: what only reads is a GET, which may be sent twice when a kept connection turns out to be dead.
class Call {
public:
    Call(const net::Send& send, const std::string& base_url, const std::string& tenant, const core::Secret& token,
         std::string_view method)
        : send_(send), acceptable_(looks_like_token(token.reveal())) {
        request_.vendor = "telegram";
        request_.on_behalf_of = tenant;
        request_.deadline = Api::kDeadline;
        url_ = base_url + "/bot" + token.reveal() + '/' + std::string(method);
    }

    Call& with(std::string_view name, std::string_view value) {
        url_ += url_.find('?') == std::string::npos ? '?' : '&';
        url_ += std::string(name) + '=' + core::url_encode(value);
        return *this;
    }

    template <class Body>
    Call& post(const Body& body) {
        request_.method = "POST";
        request_.headers.emplace_back("Content-Type", core::Secret("application/json"));
        request_.body = core::json::to_text(body);
        return *this;
    }

    template <class T>
    Answer<T> perform() {
        if (!acceptable_) return Fault{Problem::token_refused, 0, "That is not a bot's token.", std::nullopt};
        request_.url = core::Secret(std::move(url_));
        return read<T>(send_(request_));
    }

private:
    const net::Send& send_;
    net::Request request_;
    std::string url_;
    bool acceptable_;
};

struct NoArguments {};
BOOST_DESCRIBE_STRUCT(NoArguments, (), ())

}  // namespace

bool looks_like_token(std::string_view text) {
    const auto colon = text.find(':');
    if (colon == std::string_view::npos || colon < kShortestNumber || colon > kLongestNumber) return false;
    const auto secret = text.substr(colon + 1);
    if (secret.size() < kShortestSecret || secret.size() > kLongestSecret) return false;
    const auto digit = [](char c) { return c >= '0' && c <= '9'; };
    const auto letter = [&](char c) {
        return digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '-';
    };
    return std::ranges::all_of(text.substr(0, colon), digit) && std::ranges::all_of(secret, letter);
}

std::int64_t bot_id_of(std::string_view token) {
    if (!looks_like_token(token)) throw std::logic_error("asked for the bot of what is no token");
    std::int64_t id = 0;
    std::from_chars(token.data(), token.data() + token.find(':'), id);
    return id;
}

Api Api::on_behalf_of(std::string tenant) const {
    auto api = *this;
    api.tenant_ = std::move(tenant);
    return api;
}

Answer<Bot> Api::get_me(const core::Secret& token) const {
    const auto user = Call(send_, base_url_, tenant_, token, "getMe").perform<User>();
    if (!user) return user.fault();
    return Bot{user->id, user->username.value_or(""), user->first_name};
}

Answer<Chat> Api::get_chat(const core::Secret& token, std::string_view chat) const {
    const auto info = Call(send_, base_url_, tenant_, token, "getChat").with("chat_id", chat).perform<ChatInfo>();
    if (!info) return info.fault();
    return Chat{info->id, info->type, info->title.value_or(""), info->username};
}

Answer<Member> Api::get_chat_member(const core::Secret& token, std::string_view chat, std::int64_t user) const {
    const auto found = Call(send_, base_url_, tenant_, token, "getChatMember")
                           .with("chat_id", chat)
                           .with("user_id", std::to_string(user))
                           .perform<ChatMember>();
    if (!found) return found.fault();
    // The creator may do everything, and Telegram does not list it.
    const bool all = found->status == MemberStatus::creator;
    return Member{found->status, all || found->can_post_messages.value_or(false),
                  all || found->can_invite_users.value_or(false), all || found->can_restrict_members.value_or(false)};
}

Answer<std::int64_t> Api::get_chat_member_count(const core::Secret& token, std::string_view chat) const {
    return Call(send_, base_url_, tenant_, token, "getChatMemberCount").with("chat_id", chat).perform<std::int64_t>();
}

Answer<Done> Api::set_webhook(const core::Secret& token, const Webhook& webhook) const {
    return Call(send_, base_url_, tenant_, token, "setWebhook")
        .post(SetWebhook{webhook.url, webhook.secret.reveal(), webhook.allowed_updates, webhook.drop_pending_updates})
        .perform<Done>();
}

Answer<Done> Api::delete_webhook(const core::Secret& token) const {
    return Call(send_, base_url_, tenant_, token, "deleteWebhook").post(NoArguments{}).perform<Done>();
}

Answer<WebhookInfo> Api::get_webhook_info(const core::Secret& token) const {
    const auto found = Call(send_, base_url_, tenant_, token, "getWebhookInfo").perform<CurrentWebhook>();
    if (!found) return found.fault();
    WebhookInfo info{found->url, found->allowed_updates.value_or(std::vector<std::string>{}),
                     found->pending_update_count, std::nullopt, found->last_error_message};
    if (found->last_error_date) info.last_error_at = core::Timestamp(std::chrono::seconds(*found->last_error_date));
    return info;
}

Answer<std::int64_t> Api::send_message(const core::Secret& token, std::string_view chat, std::string_view html) const {
    const auto sent = Call(send_, base_url_, tenant_, token, "sendMessage")
                          .post(SendMessage{std::string(chat), std::string(html)})
                          .perform<SentMessage>();
    if (!sent) return sent.fault();
    return sent->message_id;
}

}  // namespace promo::telegram
