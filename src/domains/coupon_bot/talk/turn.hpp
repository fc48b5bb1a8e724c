#pragma once

#include <optional>
#include <string>
#include <vector>

#include "domains/coupon_bot/keyboards.hpp"
#include "domains/coupon_bot/talk/service.hpp"

namespace promo::coupon_bot::talk {

// What was known when somebody said something.
struct Known {
    core::Timestamp now;
    std::string bot_name;  // without `@`
    std::optional<bot_users::BotUser> user = {};
    Settings settings = {};
};

// Thinks about one thing that somebody said. Asks the coupon's provider and draws where that is needed.
class Turn {
public:
    Turn(const Service::Neighbours& with, const Service::Options& options, const messaging::Update& update,
         const Said& said, Known known);

    Plan think(const Meaning& meaning);

private:
    void on(const Nothing&) {}
    void on(const Start& start);
    void on(const Help&);
    void on(const Generate&);
    void on(const Cancel&);
    void on(const Subscription& subscription);
    void on(const SetTimeZone& wish);
    void on(const Coupon& coupon);
    void on(const Order& order);
    void on(const NotText&);
    void on(const UnknownCommand& command);
    void on(const ShowGallery& wish);
    void on(const ShowTemplate& wish);
    void on(const MakePicture& wish);
    void on(const Choose& wish);
    void on(const StaleButton&);

    // Empty: why not was answered, and recorded as what became of `of`.
    std::optional<std::string> checked(std::string_view typed, const templates::Template* of = nullptr);
    // The one that is remembered, if it still counts.
    std::optional<std::string> remembered_coupon();
    std::optional<templates::Template> shown_template(std::int64_t number);
    const std::vector<templates::Template>& shown_templates();

    void show_gallery(const std::string& code, std::size_t page, bool as_new);
    struct Wanted {
        const templates::Template& of;
        Variant variant = Variant::square;
        std::string code;
        rendering::Format format = rendering::Format::jpg;
    };
    // Drawn once, so that what cannot be drawn is known. Empty: `error_type_` and `problem_` say why not.
    std::optional<messaging::File> drawn(const Wanted& wanted);
    void make_picture(const Wanted& wanted, MakePicture::How how);
    void make_any(const templates::Template& of, const std::string& size, const std::string& code);
    messaging::Keyboard buttons_below(const Wanted& wanted) const;
    std::string go(bot_users::Step step, const std::string& address) const;

    void say(const messaging::Html& text, const messaging::Keyboard& keyboard = {});
    void say_with_picture(const messaging::File& file, const messaging::Html& caption,
                          const messaging::Keyboard& keyboard, bool as_new);
    messaging::Sending sending(const messaging::Keyboard& keyboard) const;
    void fail(std::string_view error_type, std::string_view code, const templates::Template* of,
              std::optional<Variant> variant, const messaging::Html& words);
    void record(std::optional<std::string_view> error_type, std::string_view code, const templates::Template* of,
                std::optional<Variant> variant);

    const Service::Neighbours& with_;
    const Service::Options& options_;
    const core::TenantId& tenant_;
    const std::int64_t telegram_id_;
    const Said& said_;
    const Known known_;
    std::optional<std::vector<templates::Template>> templates_;
    std::string error_type_;  // of the last drawing, with its reason
    std::string problem_;
    Plan plan_;
};

}  // namespace promo::coupon_bot::talk
