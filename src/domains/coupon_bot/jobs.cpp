#include "domains/coupon_bot/jobs.hpp"

#include "domains/coupon_bot/job_names.hpp"

namespace promo::coupon_bot {

std::vector<jobs::Kind> job_kinds(Service& service) {
    return {
        {.name = std::string(kMenuJob),
         .handler =
             [&service](const jobs::JobContext&) {
                 service.register_menus();
                 return jobs::Outcome::done();
             },
         .concurrency = 1},
    };
}

}  // namespace promo::coupon_bot
