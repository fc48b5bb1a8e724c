#include "domains/broadcasts/ledger/recipient.hpp"

#include <charconv>

namespace promo::broadcasts::ledger {
namespace {

std::string key(std::string_view prefix, std::string_view broadcast, const Recipient& recipient) {
    return std::string(prefix) + std::string(broadcast) + ':' + std::to_string(recipient.round) + ':' +
           std::to_string(recipient.chat_id);
}

}  // namespace

std::string key_of(std::string_view broadcast, const Recipient& recipient) {
    return key("b:", broadcast, recipient);
}

std::string removal_key_of(std::string_view broadcast, const Recipient& recipient) {
    return key("br:", broadcast, recipient);
}

std::optional<std::int64_t> chat_in(std::string_view key) {
    const auto digits = key.substr(key.rfind(':') + 1);
    std::int64_t chat = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), chat);
    if (error != std::errc() || end != digits.data() + digits.size()) return std::nullopt;
    return chat;
}

}  // namespace promo::broadcasts::ledger
