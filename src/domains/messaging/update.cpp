#include "domains/messaging/update.hpp"

#include <algorithm>
#include <limits>

#include "core/json_node.hpp"

namespace promo::messaging {
namespace {

using core::json::Node;

constexpr std::size_t kLongestKind = 40;
constexpr std::int64_t kLatestSecond = 253'402'300'799;  // the end of the year 9999

std::optional<std::int64_t> number(const Node& node, std::string_view name, std::int64_t least, std::int64_t most) {
    const auto member = node.member(name);
    if (!member) return std::nullopt;
    try {
        return member->integer(least, most);
    } catch (const core::json::ReadError&) {
        return std::nullopt;
    }
}

std::optional<std::int64_t> id_of(const Node& node, std::string_view name) {
    const auto member = node.member(name);
    if (!member || !member->is_object()) return std::nullopt;
    return number(*member, "id", std::numeric_limits<std::int64_t>::min(), std::numeric_limits<std::int64_t>::max());
}

std::int64_t chat_of(const Node& content) {
    if (const auto id = id_of(content, "chat")) return *id;
    const auto message = content.member("message");
    if (message && message->is_object()) {
        if (const auto id = id_of(*message, "chat")) return *id;
    }
    for (const auto* name : {"from", "user"}) {
        if (const auto id = id_of(content, name)) return *id;
    }
    return 0;
}

// An edited message keeps the date of the message it was.
std::optional<core::Timestamp> time_of(const Node& content) {
    for (const auto* name : {"edit_date", "date"}) {
        if (const auto seconds = number(content, name, 0, kLatestSecond)) {
            return core::Timestamp(std::chrono::seconds(*seconds));
        }
    }
    return std::nullopt;
}

bool is_kind(std::string_view name) {
    return name.size() <= kLongestKind &&
           std::ranges::all_of(name, [](char letter) { return (letter >= 'a' && letter <= 'z') || letter == '_'; });
}

}  // namespace

std::optional<Envelope> read_envelope(std::string_view body) {
    try {
        const core::json::Document document(body);
        const auto root = document.root();
        if (!root.is_object()) return std::nullopt;
        const auto id = number(root, "update_id", 0, std::numeric_limits<std::int64_t>::max());
        if (!id) return std::nullopt;
        Envelope envelope{.update_id = *id, .kind = "unknown", .chat_id = 0, .sent_at = {}};
        for (std::size_t i = 0; i < root.size(); ++i) {
            const auto [name, content] = root.entry(i);
            if (!content.is_object() || !is_kind(name)) continue;
            envelope.kind = name;
            envelope.chat_id = chat_of(content);
            envelope.sent_at = time_of(content);
            break;
        }
        return envelope;
    } catch (const core::json::ReadError&) {
        return std::nullopt;
    }
}

}  // namespace promo::messaging
