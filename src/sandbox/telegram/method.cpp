#include "sandbox/telegram/method.hpp"

namespace promo::sandbox::telegram {

namespace {

Methods all_methods() {
    Methods all;
    for (const auto& part : {bot_methods(), update_methods(), send_methods(), media_methods(), copy_methods(),
                             edit_methods(), chat_methods(), member_methods(), invite_methods()})
        all.insert(part.begin(), part.end());
    return all;
}

const Methods& methods() {
    static const Methods all = all_methods();
    return all;
}

}  // namespace

void Call::spend(const ChatState& chat, std::size_t messages) {
    if (!state.settings.limits) return;
    const auto seconds = state.limiter.take(bot.user.id, chat.id(), !chat.is_group(), static_cast<double>(messages),
                                            state.now(), state.settings.rates);
    if (seconds == 0) return;
    ApiError error(429, "Too Many Requests: retry after " + std::to_string(seconds));
    error.retry_after = seconds;
    throw error;
}

void Call::violate(std::string rule) {
    arguments.violations.push_back(rule);
    if (state.settings.strict) throw bad_request(rule);
}

void read_json(const core::json::Node& node, ChatRef& out) {
    out.text = node.is_text() ? std::string(node.text())
                              : std::to_string(node.integer(std::numeric_limits<std::int64_t>::min(),
                                                            std::numeric_limits<std::int64_t>::max()));
}

void write_json(core::json::Writer& writer, const ChatRef& value) {
    writer.text(value.text);
}

Method find_method(std::string_view name) {
    const auto found = methods().find(name);
    return found == methods().end() ? nullptr : found->second;
}

std::vector<std::string_view> method_names() {
    std::vector<std::string_view> names;
    for (const auto& [name, method] : methods())
        names.push_back(name);
    return names;
}

}  // namespace promo::sandbox::telegram
