#include <functional>

#include "core/json_node.hpp"
#include "core/json_write.hpp"
#include "domains/messaging/content/call.hpp"
#include "domains/messaging/content/pieces.hpp"

namespace promo::messaging {
namespace {

constexpr std::string_view kRepeated = "<i>Sent again: the first one may not have arrived.</i>";

// Writes a member in another way; false: it stays.
using Change = std::function<bool(std::string_view name, const core::json::Node& value, core::json::Writer& writer)>;

std::string changed(const core::json::Node& object, const Change& change) {
    std::string text;
    core::json::Writer writer(text);
    writer.begin_object();
    for (std::size_t index = 0; index < object.size(); ++index) {
        const auto [name, value] = object.entry(index);
        writer.key(name);
        if (!change(name, value, writer)) writer.raw(value.raw());
    }
    writer.end_object();
    return text;
}

bool says_html(const core::json::Node& object) {
    const auto mode = object.member("parse_mode");
    return mode && mode->text() == "HTML";
}

// As long as there is room for it.
std::string marked(std::string_view html, std::size_t most_units) {
    auto with = std::string(html) + "\n\n" + std::string(kRepeated);
    return units_of(with) <= most_units ? with : std::string(html);
}

Call with_arguments(const Call& call, const Change& change) {
    const core::json::Document document(call.arguments);
    auto result = call;
    result.arguments = changed(document.root(), change);
    return result;
}

}  // namespace

Call marked_as_repeat(const Call& call) {
    const core::json::Document document(call.arguments);
    if (!says_html(document.root())) return call;
    return with_arguments(call, [](std::string_view name, const core::json::Node& value, core::json::Writer& writer) {
        if (name != "text" && name != "caption") return false;
        writer.text(marked(value.text(), name == "text" ? kLongestText : kLongestCaption));
        return true;
    });
}

Call moved(const Call& call, std::int64_t chat) {
    auto result = with_arguments(call, [&](std::string_view name, const core::json::Node&, core::json::Writer& writer) {
        if (name != "chat_id") return false;
        writer.integer(chat);
        return true;
    });
    if (result.chat_id != 0) result.chat_id = chat;
    return result;
}

}  // namespace promo::messaging
