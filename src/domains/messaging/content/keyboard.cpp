#include "domains/messaging/content/keyboard.hpp"

#include "core/error.hpp"
#include "core/utf8.hpp"
#include "domains/messaging/content/address.hpp"

namespace promo::messaging {
namespace {

constexpr std::size_t kMostButtons = 100;
constexpr std::size_t kMostInARow = 8;
constexpr std::size_t kLongestLabel = 64;
constexpr std::size_t kLongestCallback = 64;  // bytes
constexpr std::size_t kLongestCopy = 256;

[[noreturn]] void refuse(const std::string& problem) {
    throw core::Refusal(core::RefusalCode::invalid, problem, "buttons");
}

void check(const Button& button) {
    const auto label = core::utf8_length(button.text);
    if (button.text.find_first_not_of(" \n\t") == std::string::npos) refuse("Every button needs a text.");
    if (label > kLongestLabel) refuse("A button's text can have at most 64 characters.");
    const auto called = '"' + button.text + '"';
    const int deeds = (button.callback ? 1 : 0) + (button.url ? 1 : 0) + (button.copy_text ? 1 : 0);
    if (deeds != 1) refuse("The button " + called + " has to do one thing: open an address or copy a text.");
    if (button.callback && (button.callback->empty() || button.callback->size() > kLongestCallback))
        refuse("The button " + called + " can carry 1 to 64 bytes.");
    if (button.url && !is_address(*button.url))
        refuse("The button " + called + " needs an address that begins with https://, http:// or tg://.");
    if (button.copy_text && (button.copy_text->empty() || core::utf8_length(*button.copy_text) > kLongestCopy))
        refuse("The button " + called + " can copy 1 to 256 characters.");
}

}  // namespace

void check(const Keyboard& keyboard) {
    std::size_t count = 0;
    for (const auto& row : keyboard) {
        if (row.empty()) refuse("A row of buttons needs at least one.");
        if (row.size() > kMostInARow) refuse("A row can hold at most 8 buttons.");
        count += row.size();
        for (const auto& button : row)
            check(button);
    }
    if (count > kMostButtons) refuse("A message can have at most 100 buttons.");
}

}  // namespace promo::messaging
