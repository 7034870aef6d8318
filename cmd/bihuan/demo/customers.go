package demo

import (
	"context"
	"fmt"
	"strings"

	"bihuan/models/complaint"
)

// customer is somebody who complains, some of them more than once.
type customer struct {
	complaint.Complainant
	// caller is how he is spoken to.
	caller string
}

var (
	surnames = strings.Fields("张 李 王 刘 陈 杨 赵 黄 周 吴 徐 孙 马 朱 胡 林 何 郭 罗 梁 宋 唐 韩 曹 许 邓 冯 程 蔡 潘 袁 于 董 余 苏 叶 吕 魏 蒋 田 杜 丁 沈 姜 范 江 傅 钟 卢 汪 戴 崔 任 陆 廖 姚 方 金 夏 谭 韦 贾 邹 石 熊 孟 秦 阎 薛 侯 雷 白 龙 段 郝 孔 邵 史 毛 常 万 顾 赖 武 康 贺 严 尹 钱 施 牛 洪 龚 汤 陶 黎 温 莫 易 樊 乔 文 安 殷 颜 庄 欧阳 司徒")
	women    = strings.Fields("秀兰 玉梅 淑芬 桂英 丽华 婷婷 雅婷 雪梅 晓燕 海燕 美玲 佩珊 若曦 语嫣 思琪 梦瑶 欣悦 诗涵 婉婷 静怡 春花 凤霞 爱华 丽娟 小红 晓彤 子萱 佳宁 一诺 芷若 慧敏 琳 颖 洁 蕾 倩 薇 娜 茜 莹")
	men      = strings.Fields("建国 志强 国庆 卫东 永强 海峰 文杰 志伟 俊峰 宏伟 建平 立新 学军 振华 浩然 宇轩 子墨 梓豪 博文 天佑 明轩 嘉诚 家辉 少聪 大伟 小军 德胜 长江 瑞 磊 涛 鹏 凯 斌 超 晨 毅 龙 杰 刚")
	estates  = []string{"和邻花园", "锦绣东苑", "滨江一号", "紫荆公寓", "翠湖雅居", "金桥新村", "云栖里", "学府名庭"}
	couriers = []string{"顺捷速运", "中联快递", "快达物流", "申远速递", "百路通"}
	cities   = []string{"郑州", "武汉", "嘉兴", "东莞", "成都", "廊坊", "苏州", "长沙"}
	gifts    = []string{"硅胶锅铲", "保鲜盒", "收纳袋", "抱枕", "雨伞"}
	hours    = []string{"上午九点多", "上午十点", "中午十二点", "下午两点", "下午三点半", "傍晚六点", "晚上八点", "晚上十点多"}
)

// crowd makes the customers. Those in front come more often.
func (s *story) crowd(n int) {
	for i := range n {
		c := customer{}
		surname := pick(s, surnames)
		if s.chance(0.5) {
			c.Name, c.caller = surname+pick(s, women), surname+"女士"
		} else {
			c.Name, c.caller = surname+pick(s, men), surname+"先生"
		}
		c.Phone = s.mobile()
		if s.chance(0.08) {
			c.Phone = fmt.Sprintf("0571-8%07d", s.rng.IntN(10_000_000))
		}
		if s.chance(0.35) {
			c.Email = fmt.Sprintf("u%d%s@mail.example", s.between(100, 999), fmt.Sprint(i))
		}
		if s.chance(0.75) {
			c.Address = fmt.Sprintf("%s%d号楼%s", pick(s, estates), s.between(1, 18), s.room())
		}
		if s.chance(0.6) {
			c.CustomerNo = fmt.Sprintf("K%06d", 100000+i*37+s.rng.IntN(30))
		}
		s.customers = append(s.customers, c)
	}
}

func (s *story) room() string {
	return fmt.Sprintf("%d%02d室", s.between(1, 26), s.between(1, 4))
}

// visitor takes one of the customers; a few of them take a large share.
func (s *story) visitor() customer {
	f := s.rng.Float64()
	return s.customers[int(f*f*float64(len(s.customers)))]
}

// cast reads the cases and makes the customers.
func (s *story) cast(context.Context) error {
	s.crowd(max(s.total*2/3, 20))
	return s.readCases()
}
