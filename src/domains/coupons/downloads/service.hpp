#pragma once

#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "core/clock.hpp"
#include "core/entropy.hpp"
#include "core/metrics.hpp"
#include "core/secret.hpp"
#include "core/throttle.hpp"
#include "darkroom/darkroom.hpp"
#include "db/database.hpp"
#include "domains/coupons/downloads/device.hpp"
#include "domains/coupons/picture_file.hpp"
#include "domains/coupons/service.hpp"
#include "domains/coupons/usage/service.hpp"
#include "domains/templates/pictures/service.hpp"
#include "domains/templates/service.hpp"
#include "domains/tenants/service.hpp"
#include "storage/object_store.hpp"

namespace promo::coupons::downloads {

// Which picture somebody wants, as its address says.
struct Wish {
    core::TenantId tenant;
    std::string slug;
    std::string file;                       // `square.jpg`
    bool logo = true;                       // the tenant's, where the template shows one
    std::string address = {};               // of whoever asks
    std::optional<Device> taken_with = {};  // he takes it away, and that is counted
};

// A coupon that was found good; see coupons::issue_pass.
struct Ticket {
    std::string code;
    std::string pass;
    core::Timestamp until;
};

struct NewLink {
    std::string template_slug;
    PictureFile file;
    std::string text;
    bool logo = true;
    std::optional<int> days;  // empty: for ever
};

struct Drawn {
    templates::pictures::Picture picture;
    PictureFile file;
    std::string caption;
};

struct Choice {
    std::string slug;
    std::string name;
    core::json::Raw meta;  // the published document
};
BOOST_DESCRIBE_STRUCT(Choice, (), (slug, name, meta))

// What a visitor of a tenant's coupon page sees before he types anything.
struct Page {
    tenants::Tenant tenant;
    std::optional<std::string> logo_url;
    std::string initials;
    bool checks_coupons = false;
    std::vector<Choice> templates;  // in the tenant's order
};

// Pictures for whoever comes with a coupon that was checked, or with a link that we signed. Safe from any thread.
class Service {
public:
    static constexpr std::size_t kLargestLogo = 5 << 20;
    static constexpr core::Throttle::Limit kOwnLogos{20, std::chrono::minutes(1)};
    static constexpr core::Throttle::Limit kTakenAway{120, std::chrono::minutes(1)};
    // A template that was changed is drawn as it was for at most this long.
    static constexpr std::chrono::seconds kKnownFor{2};
    static constexpr int kMostDays = 3650;

    struct Options {
        std::vector<core::Secret> secrets;  // the first signs, all are accepted
        std::string public_base_url;
    };

    Service(db::Database& database, core::Clock& clock, core::Entropy& entropy, core::Metrics& metrics,
            storage::ObjectStore& objects, const darkroom::Darkroom& darkroom, tenants::Service& tenants,
            templates::Service& templates, templates::pictures::Service& pictures, coupons::Service& coupons,
            Options options);

    // Each refuses as `forbidden` without a good pass or signature, as `not_found` what is no picture of an active
    // tenant, `rate_limited` beyond the limits, and what pictures::Service refuses.
    Drawn with_pass(const Wish& wish, const Ticket& ticket);
    Drawn with_own_logo(const Wish& wish, const Ticket& ticket, std::string_view logo);
    // Empty: the link has ended.
    std::optional<Drawn> by_link(const Wish& wish, const std::string& text, core::Timestamp until,
                                 std::string_view signature);

    // The address of a picture that is drawn once before, so that it is one that can be.
    std::string link(const core::TenantId& tenant, const NewLink& wanted);

    // Refuses as `not_found` a tenant that is not there or suspended.
    Page page(const core::TenantId& tenant);

private:
    // What a picture is drawn from, besides the text.
    struct Ground {
        templates::Template template_;
        templates::pictures::Mark mark;
        core::Timestamp until;
    };

    std::shared_ptr<const Ground> ground(const core::TenantId& tenant, const std::string& slug);
    std::string checked_code(const Wish& wish, const Ticket& ticket) const;
    // `own` is the visitor's logo, in place of the tenant's.
    Drawn drawn(const Wish& wish, const std::string& caption, const rendering::Logo* own);
    Drawn counted(const Wish& wish, usage::Source source, const std::string& caption, const rendering::Logo* own);
    void record(const core::TenantId& tenant, const usage::Usage& usage);

    db::Database& database_;
    core::Clock& clock_;
    usage::Service usage_;
    storage::ObjectStore& objects_;
    const darkroom::Darkroom& darkroom_;
    tenants::Service& tenants_;
    templates::Service& templates_;
    templates::pictures::Service& pictures_;
    coupons::Service& coupons_;
    const Options options_;
    core::Counter uncounted_;
    core::Throttle own_logos_{kOwnLogos};
    core::Throttle taken_away_{kTakenAway};
    std::mutex mutex_;
    std::unordered_map<std::string, std::shared_ptr<const Ground>> grounds_;  // by tenant and slug
};

}  // namespace promo::coupons::downloads
